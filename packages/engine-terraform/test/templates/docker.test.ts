import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { afterEach, beforeEach, it } from 'mocha'
import { describeTerraform } from '../support/describe-terraform.js'
import { readExample } from '../support/read-template.js'
import { rejection } from '../support/rejection.js'
import { testEnvironment, Workshop } from '../support/workshop.js'
import { readAppInput } from './app-input.js'
import { TemplateWorkspace } from './workspace-of.js'

const fakeDocker = fileURLToPath(new URL('../../../test/fixtures/fake-docker.cjs', import.meta.url))

/** The program in the place of docker notes arguments: what is checked is what the CLI would be asked for, no more. */
describeTerraform('the template docker, by the arguments of the docker CLI', function () {
  // Dozens of processes, on a machine that may be busy.
  this.timeout(120_000)
  let workshop: Workshop
  let stateDir: string
  beforeEach(() => {
    workshop = new Workshop()
    stateDir = join(workshop.directory, 'docker')
    mkdirSync(join(workshop.directory, 'bin'))
    copyFileSync(fakeDocker, join(workshop.directory, 'bin', 'docker'))
  })
  afterEach(() => workshop.remove())

  const make = (slug: string) => {
    const { PATH = '', HOME = '' } = testEnvironment()
    const env = { PATH: `${join(workshop.directory, 'bin')}:${PATH}`, HOME, DOCKER_BOOK: workshop.book }
    const variables = { waybill: readAppInput(slug), state_dir: stateDir }
    const template = readExample('docker')
    return new TemplateWorkspace(workshop, template, variables, { env })
  }
  const calls = (command: string): readonly (readonly string[])[] =>
    workshop
      .readBook()
      .map(line => JSON.parse(line) as readonly string[])
      .filter(([first]) => first === command)
  const left = () =>
    ['container', 'network', 'image'].flatMap(kind => readdirSync(join(`${workshop.book}.d`, kind)))

  it('builds and runs each component in a network of their own, and removes all of it', async () => {
    const shop = make('shop')
    const { outputs } = await shop.provision()
    expect(outputs).to.deep.equal({
      endpoints: { api: 'http://127.0.0.1:49153', web: 'http://127.0.0.1:49153' },
      containers: { api: 'waybill-shop-k3f9-api', web: 'waybill-shop-k3f9-web' },
    })
    const web = calls('run').find(args => args.includes('waybill-shop-k3f9-web'))
    expect(web?.filter(arg => !arg.startsWith('waybill.wanted='))).to.deep.equal([
      ...['run', '--detach', '--init', '--name', 'waybill-shop-k3f9-web'],
      ...['--network', 'waybill-shop-k3f9', '--network-alias', 'web'],
      ...['--label', 'waybill.workspace=1', '--label', '--memory', '256m'],
      ...['--security-opt', 'no-new-privileges'],
      ...['--env', 'API_URL=http://api:8080', '--env', 'PORT=3000', '--publish', '127.0.0.1::3000'],
      'waybill-shop-k3f9/web:r1',
    ])
    const api = calls('run').find(args => args.includes('waybill-shop-k3f9-api'))
    expect(api?.join(' ')).to.include('--memory 128m --cpus 0.25')
    const dir = readAppInput('shop').source.dir ?? ''
    expect(calls('build').map(args => args.at(-1))).to.have.members([`${dir}/./web`, `${dir}/./api`])
    expect((await shop.update()).plan).to.include({ add: 0, change: 0, destroy: 0 })
    await shop.destroy()
    expect(left()).to.deep.equal([])
    expect(existsSync(join(stateDir, 'shop-k3f9'))).to.equal(false)
  })

  it('publishes nothing of a component without a port', async () => {
    const watch = make('uptime-watch')
    expect((await watch.provision()).outputs.endpoints).to.deep.equal({})
    expect(calls('run')[0]).not.to.include('--publish')
    await watch.destroy()
  })

  it('takes no container that belongs to somebody else', async () => {
    mkdirSync(join(`${workshop.book}.d`, 'container'), { recursive: true })
    writeFileSync(join(`${workshop.book}.d`, 'container', 'waybill-shop-k3f9-site'), '{}')
    const site = make('hello-site')
    expect((await rejection(site.provision())).code).to.equal('RUN_FAILED')
    expect(site.lastDetails).to.match(
      /There is a container waybill-shop-k3f9-site that is not this workspace's/,
    )
  })

  it('says so where there is no docker', async () => {
    const env = { ...testEnvironment(), PATH: dirname(process.execPath) }
    const variables = { waybill: readAppInput('hello-site'), state_dir: stateDir }
    const command = (process.env.PATH ?? '')
      .split(':')
      .map(directory => join(directory, 'terraform'))
      .find(existsSync)
    const options = { env, ...(command && { command }) }
    const site = new TemplateWorkspace(workshop, readExample('docker'), variables, options)
    await rejection(site.provision())
    expect(site.lastDetails).to.match(/The docker CLI is not on the PATH of the worker: install it/)
  })
})
