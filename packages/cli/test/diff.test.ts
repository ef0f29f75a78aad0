import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { WaybillProcess, waybill } from './support/waybill-process.js'

const range = 'HEAD~1..HEAD'

describe('waybill diff', function () {
  this.timeout(60_000)
  let cwd: string

  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd })
  const write = (slug: string, title: string): void => {
    mkdirSync(join(cwd, 'apps', slug, 'web'), { recursive: true })
    const manifest = {
      appName: title,
      description: 'One component.',
      components: [{ name: 'web', type: 'frontend', path: './web', port: 3100 }],
    }
    writeFileSync(join(cwd, 'apps', slug, 'app-manifest.json'), JSON.stringify(manifest))
    writeFileSync(join(cwd, 'apps', slug, 'web/Dockerfile'), 'FROM scratch\n')
  }
  const commit = (): void => {
    git('add', 'apps')
    git('commit', '-qm', 'a change')
  }

  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-diff-'))
    git('init', '-q')
    for (const slug of ['changing', 'staying', 'going']) write(slug, slug)
    commit()
    write('changing', 'Changed')
    rmSync(join(cwd, 'apps/going'), { recursive: true })
    commit()
    git('checkout', '-q', '-b', 'worse', 'HEAD~1')
    write('changing', 'Changed otherwise')
    git('mv', 'apps/going', 'apps/renamed')
    writeFileSync(join(cwd, 'apps/staying/app-manifest.json'), '{')
    commit()
    git('checkout', '-q', '-')
  })

  after(() => rmSync(cwd, { recursive: true, force: true }))

  it('says that workspaces are unknown where there is no database', async () => {
    const { stdout, exitCode } = await waybill(['diff', range, '-o', 'json'], { cwd })
    expect(exitCode).to.equal(0)
    const found = JSON.parse(stdout)
    expect(found).to.include({ workspaces: null })
    expect(found.unknown).to.match(/no database/)
    expect((await waybill(['diff', range], { cwd })).stdout).to.match(
      /touches is unknown: There is no database/,
    )
  })

  it('names the live workspaces of the apps that change, asked of a server or of the database', async () => {
    git('checkout', '-q', 'HEAD~1')
    const server = new WaybillProcess(['serve', '--port', '0'], { cwd })
    try {
      const url = (await server.said(/API +(http:\S+)\/api\/v1/))[1] ?? ''
      for (const appSlug of ['changing', 'staying', 'going']) {
        const answer = await fetch(`${url}/api/v1/workspaces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ appSlug, name: `ws-${appSlug}` }),
        })
        expect(answer.status, await answer.text()).to.equal(201)
      }
      git('checkout', '-q', '-')
      for (const where of [[], ['--server', url]]) {
        const json = JSON.parse((await waybill(['diff', range, '-o', 'json', ...where], { cwd })).stdout)
        const named = json.workspaces.map(({ name, change }: { name: string; change: string }) => [
          name,
          change,
        ])
        expect(named).to.have.deep.members([
          ['ws-changing', 'changed'],
          ['ws-going', 'removed'],
        ])
      }
      const { stdout } = await waybill(['diff', range, '-o', 'markdown'], { cwd })
      expect(stdout).to.match(/\| live workspace \| app \| change \| status \|/)
      expect(stdout).to.match(/\| `ws-going` \| `going` \| removed \| \w+ \|/)
      expect(stdout).not.to.match(/ws-staying/)

      const worse = await waybill(['diff', 'HEAD~1..worse', '--plan', '-o', 'json'], { cwd })
      expect(worse.exitCode).to.equal(1)
      const planned: readonly { name: string; change: string; plan: { runId: string | null } }[] = JSON.parse(
        worse.stdout,
      ).workspaces
      const byName = Object.fromEntries(planned.map(({ name, change, plan }) => [name, { change, ...plan }]))
      expect(byName['ws-changing']).to.include({ change: 'changed', status: 'planned_and_finished' })
      expect(byName['ws-staying']).to.include({ change: 'broken', runId: null })
      expect(byName['ws-going']).to.include({ change: 'moved', runId: null })
      // Nothing but the run knows of the manifest.
      const read = async (path: string) => (await fetch(`${url}/api/v1/${path}`)).json()
      const run = (await read(`runs/${byName['ws-changing']?.runId}`)) as { manifest: { appName: string } }
      expect(run.manifest.appName).to.equal('Changed otherwise')
      expect((await read('catalog/changing')) as object).to.not.include({ appName: 'Changed otherwise' })
      const table = await waybill(['diff', 'HEAD~1..worse', '--plan'], { cwd })
      expect(table.stdout).to.match(/workspace ws-changing of changing \(changed\) is ready; \d+ to add/)
      expect(table.stdout).to.match(/ws-staying .* no plan: its app breaks/)
    } finally {
      server.kill('SIGTERM')
      await server.ended()
    }
  })
})
