import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Manifest } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { findProcess, listProcesses } from '../../src/process/process-table.cjs'
import { describeTerraform } from '../support/describe-terraform.js'
import { readExample } from '../support/read-template.js'
import { Recorder } from '../support/recorder.js'
import { rejection } from '../support/rejection.js'
import { until } from '../support/until.js'
import { noSignal, Workshop } from '../support/workshop.js'
import { makeAppInput, readAppInput } from './app-input.js'
import { TemplateWorkspace } from './workspace-of.js'

type Component = Manifest['components'][number]

describeTerraform('the template process', function () {
  // Dozens of processes, on a machine that may be busy.
  this.timeout(120_000)
  let workshop: Workshop
  let stateDir: string
  let workspaces: TemplateWorkspace[]
  beforeEach(() => {
    workshop = new Workshop()
    stateDir = join(workshop.directory, 'processes')
    workspaces = []
  })
  afterEach(async () => {
    for (const workspace of workspaces) await workspace.destroy()
    await workshop.remove()
  })

  const make = (waybill: object, parameters: object = {}) => {
    const variables = { waybill, state_dir: stateDir, ...parameters }
    const workspace = new TemplateWorkspace(workshop, readExample('process'), variables)
    workspaces.push(workspace)
    return workspace
  }
  const directoryOf = (component: string, key = 'shop-k3f9') => join(stateDir, key, component)
  const pidOf = (component: string, key?: string): number =>
    JSON.parse(readFileSync(join(directoryOf(component, key), 'process.json'), 'utf8')).pid
  const endpointsOf = ({ outputs }: { outputs: Readonly<Record<string, unknown>> }) =>
    outputs.endpoints as Record<string, string>
  const isGroupGone = (group: number) =>
    !listProcesses().some(entry => entry.group === group && !entry.zombie)
  const refusal = (url: string | undefined) =>
    fetch(url ?? '').then(
      () => 'answers',
      error => error.cause?.code,
    )

  it('starts an app whose endpoints answer with its own page, and leaves no process behind', async () => {
    const shop = make(readAppInput('shop'))
    const endpoints = endpointsOf(await shop.provision())
    expect(await (await fetch(endpoints.web ?? '')).text()).to.include('<title>Shop')
    // The page finds its API, which has a port that nobody could have known before.
    expect(await (await fetch(`${endpoints.web}/api/products`)).text()).to.include('"items"')
    const groups = [pidOf('web'), pidOf('api')]
    expect((await shop.update()).plan).to.include({ add: 0, change: 0, destroy: 0 })
    await shop.destroy()
    expect(await refusal(endpoints.web)).to.equal('ECONNREFUSED')
    expect(await refusal(endpoints.api)).to.equal('ECONNREFUSED')
    expect(groups.filter(group => !isGroupGone(group))).to.deep.equal([])
    expect(readdirSync(stateDir)).to.deep.equal(['.ports'])
    expect(readdirSync(join(stateDir, '.ports'))).to.deep.equal([])
  })

  it('starts every other app of the examples: three components, no port, the folder itself', async () => {
    const wordCount = endpointsOf(await make(named('word-count')).provision())
    const posted = await fetch(`${wordCount.web}/api/texts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'one two three' }),
    })
    const { id } = (await posted.json()) as { id: string }
    // The third component, which has no port, has found the API and counted.
    await until(async () =>
      /"words": ?3/.test(await (await fetch(`${wordCount.web}/api/texts/${id}`)).text()),
    )
    const watch = await make(named('uptime-watch')).provision()
    expect(watch.outputs.endpoints).to.deep.equal({})
    expect(findProcess(pidOf('watcher', 'uptime-watch'))).to.include({ zombie: false })
    const logs = watch.outputs.logs as Record<string, string>
    await until(() => readFileSync(logs.watcher ?? '', 'utf8').includes('watcher looks at'))
    const whoAmI = endpointsOf(await make(named('who-am-i')).provision())
    expect(await (await fetch(whoAmI.whoami ?? '')).json()).to.include({ method: 'GET' })
  })
  const named = (slug: string) => {
    const input = readAppInput(slug)
    return { ...input, workspace: { ...input.workspace, id: slug, key: slug } }
  }

  it('gives two workspaces of one app ports of their own', async () => {
    const input = readAppInput('hello-site')
    const second = { ...input, workspace: { ...input.workspace, id: '2', key: 'other' } }
    const [one, two] = await Promise.all([make(input).provision(), make(second).provision()])
    expect(endpointsOf(one).site).not.to.equal(endpointsOf(two).site)
    for (const done of [one, two])
      expect(await (await fetch(endpointsOf(done).site ?? '')).text()).to.include('Hello')
  })

  it('starts a component anew for another revision, on the same port, and all on other terms for another generation', async () => {
    const input = readAppInput('hello-site')
    const site = make(input)
    const first = endpointsOf(await site.provision())
    const before = pidOf('site')
    const next = { ...input, app: { ...input.app, revision: 2 } }
    const updated = await site.update({ waybill: next })
    expect(updated.plan).to.include({ replace: 1 })
    expect(endpointsOf(updated)).to.deep.equal(first)
    expect(isGroupGone(before)).to.equal(true)
    expect((await fetch(first.site ?? '')).status).to.equal(200)
    process.kill(-pidOf('site'), 'SIGKILL')
    const renewed = endpointsOf(await site.update({ generation: 2 }))
    expect((await fetch(renewed.site ?? '')).status).to.equal(200)
  })

  it('stops a component that is gone from the manifest, and gives its port back', async () => {
    const input = readAppInput('shop')
    const shop = make(input)
    await shop.provision()
    const api = pidOf('api')
    const { web } = input.components
    const update = await shop.update({
      waybill: { ...input, components: { web: { ...web, depends_on: [] } } },
    })
    expect(update.outputs.endpoints).to.have.all.keys(['web'])
    expect(isGroupGone(api)).to.equal(true)
    expect(readdirSync(join(stateDir, '.ports'))).to.have.length(1)
  })

  it('stops what was started even where Terraform does not know of it', async () => {
    const site = make(readAppInput('hello-site'))
    await site.provision()
    const stray = directoryOf('stray')
    mkdirSync(stray)
    const { startProcess } = await import(scriptUrl('component-process.mjs'))
    startProcess({ directory: stray, command: ['sleep', '300'], cwd: '/', environment: {}, wanted: '' })
    const group = pidOf('stray')
    await site.destroy()
    expect(isGroupGone(group)).to.equal(true)
  })

  it('ends a component that does not end when it is asked to, with all that it has started', async () => {
    const deaf = component("sh -c 'trap : TERM; sleep 301 & while :; do sleep 0.1; done'")
    const input = makeAppInput({ appName: 'Deaf', components: [deaf] }, workshop.directory)
    const workspace = make(input, { stop_timeout_seconds: 1 })
    await workspace.provision()
    const group = pidOf('one')
    await workspace.destroy()
    expect(isGroupGone(group)).to.equal(true)
  })

  const failing: readonly { name: string; change: Partial<Component>; message: RegExp }[] = [
    {
      name: 'ends at once',
      change: { annotations: { command: 'sh -c "echo out of paper; exit 3"' } },
      message: /one ended at once\. It wrote last:\s+out of paper/,
    },
    {
      name: 'never listens',
      change: { port: 3000, annotations: { command: 'sleep 300' } },
      message: /one does not listen on port \d+ after 1 s/,
    },
    {
      name: 'cannot be found',
      change: { annotations: { command: 'no-such-program --now' } },
      message: /no-such-program: not found/,
    },
    {
      name: 'has no command',
      change: { annotations: {} },
      message: /give the component an annotation "command"/,
    },
    { name: 'has no folder', change: { path: './gone' }, message: /There is no folder \.\/gone in/ },
    { name: 'leads out of the app', change: { path: '../..' }, message: /leads out of/ },
  ]
  for (const { name, change, message } of failing) {
    it(`fails and leaves nothing running where a component ${name}`, async () => {
      const parts = { ...component('sleep 300'), ...change }
      const input = makeAppInput({ appName: 'Odd', components: [parts] }, workshop.directory)
      const workspace = make(input, { start_timeout_seconds: 1 })
      const error = await rejection(workspace.provision())
      expect(error.code).to.equal('RUN_FAILED')
      expect(error.message).to.match(/terraform_data\.component\["one"\]/)
      expect(workspace.lastDetails).to.match(message)
      await workspace.destroy()
      expect(readdirSync(stateDir)).to.deep.equal(['.ports'])
    })
  }
  const component = (command: string): Component => ({
    name: 'one',
    type: 'worker',
    path: '.',
    annotations: { command },
  })

  it('says so where the apps are not on this machine', async () => {
    const error = await rejection(
      make({ ...readAppInput('shop'), source: { dir: null, commit: null } }).provision(),
    )
    expect(error.message).to.match(/precondition/)
  })

  it('does not take a port that another program has taken meanwhile', async () => {
    const site = make(readAppInput('hello-site'))
    const url = endpointsOf(await site.provision()).site ?? ''
    process.kill(-pidOf('site'), 'SIGKILL')
    const intruder = createServer((_, response) => response.end('intruder'))
    await until(() => isGroupGone(pidOf('site')))
    const listens = () =>
      new Promise<boolean>(resolve => {
        intruder.once('error', () => resolve(false))
        intruder.listen(Number(new URL(url).port), '127.0.0.1', () => resolve(true))
      })
    // Somebody else's connection may have the free port for a moment.
    for (let tries = 1; !(await listens()); tries++) {
      expect(tries, 'tries to listen').to.be.below(100)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    try {
      const input = readAppInput('hello-site')
      const next = { ...input, app: { ...input.app, revision: 2 } }
      await rejection(site.update({ waybill: next }))
      expect(site.lastDetails).to.match(/was taken by another program\. Raise "generation"/)
      const moved = endpointsOf(await site.update({ generation: 2 }))
      expect(moved.site).not.to.equal(url)
    } finally {
      intruder.close()
    }
  })

  it('keeps what a killed attempt has started: the next one takes it over and starts nothing twice', async () => {
    const slow = `sh -c "while [ ! -e '${workshop.gate}' ]; do sleep 0.05; done; exec node '${serverFile}'"`
    const input = makeAppInput(
      { appName: 'Slow', components: [{ ...component(slow), port: 3100 }] },
      workshop.directory,
    )
    const recorder = new Recorder()
    const template = readExample('process')
    const variables = { waybill: input, state_dir: stateDir }
    const job = workshop.job({ template, variables }, recorder)
    const first = await workshop.open(workshop.engine(), job)
    await first.plan(noSignal())
    const applied = rejection(first.apply(noSignal()))
    await until(() => existsSync(join(directoryOf('one'), 'process.json')))
    first.kill()
    await applied
    await first.close({ keep: true })
    const pid = pidOf('one')
    expect(findProcess(pid)).to.include({ zombie: false })
    workshop.openGate()
    const next = { ...job, attempt: 2, state: recorder.state, logOffset: recorder.size }
    const second = await workshop.open(workshop.engine(), next)
    await second.plan(noSignal())
    const { outputs } = await second.apply(noSignal())
    await second.close()
    expect(pidOf('one')).to.equal(pid)
    const endpoints = outputs.endpoints?.value as Record<string, string>
    expect((await fetch(endpoints.one ?? '')).status).to.equal(200)
    const workspace = new TemplateWorkspace(workshop, template, variables, { state: recorder.state })
    await workspace.destroy()
    expect(isGroupGone(pid)).to.equal(true)
  })

  it('reads the command of a Dockerfile where the manifest has none', async () => {
    writeFileSync(
      join(workshop.directory, 'Dockerfile'),
      'FROM a\nCMD ["false"]\nFROM b\nENTRYPOINT ["sh", "-c"]\nCMD ["sleep 302"]\n',
    )
    const bare = { ...component(''), annotations: {} }
    await make(makeAppInput({ appName: 'Bare', components: [bare] }, workshop.directory)).provision()
    expect(findProcess(pidOf('one'))).to.include({ zombie: false })
  })
})

const serverFile = fileURLToPath(
  new URL('../../../../../examples/apps/hello-site/site/server.js', import.meta.url),
)

function scriptUrl(name: string): string {
  return new URL(`../../../../../examples/templates/process/scripts/${name}`, import.meta.url).href
}
