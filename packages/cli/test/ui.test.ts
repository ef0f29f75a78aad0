import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { hasTerraform } from './support/has-terraform.js'
import { hasTmux, Tmux } from './support/tmux.js'
import { WaybillProcess, waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))
const program = fileURLToPath(new URL('../../bin/waybill.js', import.meta.url))

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
] as const

describe('waybill ui without a terminal', () => {
  it('says so, and which command to use instead', async () => {
    const ended = await waybill(['ui', 'workspaces/demo'], { cwd: tmpdir() })
    expect(ended.exitCode).to.equal(3)
    expect(ended.stderr).to.match(/needs a terminal/)
    expect(ended.stderr).to.match(/waybill workspace get demo/)
  })

  it('names the places there are', async () => {
    const ended = await waybill(['ui', 'nowhere'], { cwd: tmpdir() })
    expect(ended.exitCode).to.equal(2)
    expect(ended.stderr).to.match(/dashboard, apps, workspaces, runs/)
  })
})

describe('waybill ui in tmux', function () {
  this.timeout(180_000)
  let cwd: string
  let server: WaybillProcess
  let url: string
  let tmux: Tmux

  before(async function () {
    if (!hasTmux) this.skip()
    cwd = mkdtempSync(join(tmpdir(), 'waybill-ui-'))
    cpSync(join(examples, 'apps'), join(cwd, 'apps'), { recursive: true })
    // Without it the built-in simulated template is the only one, and so the default.
    if (hasTerraform)
      cpSync(join(examples, 'templates/local'), join(cwd, 'templates/local'), { recursive: true })
    server = new WaybillProcess(['serve', '--port', '0'], { cwd })
    url = (await server.said(/API +(http:\S+)\/api\/v1/))[1] ?? ''
  })

  afterEach(() => tmux?.close())

  after(async () => {
    if (!hasTmux) return
    server.kill('SIGTERM')
    await server.ended()
    rmSync(cwd, { recursive: true, force: true })
  })

  const start = async (size: (typeof sizes)[number], ...args: readonly string[]): Promise<void> => {
    tmux = await Tmux.open({ ...size, cwd })
    await tmux.type(`${process.execPath} ${program} ui --server ${url} ${args.join(' ')}`)
    await tmux.press('Enter')
    await tmux.until(/● live/)
  }
  const createByApi = (name: string): Promise<Response> =>
    fetch(`${url}/api/v1/workspaces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appSlug: 'hello-site', name }),
    })

  for (const size of sizes) {
    it(`leads a workspace through its whole life at ${size.columns}×${size.rows}`, async () => {
      const name = `life-${size.columns}`
      await start(size)

      await tmux.press('2')
      await tmux.until(/❯ *\S* *hello-site/)
      await tmux.type('/shop')
      await tmux.until(/apps 1 of 5/)
      await tmux.press('Enter')
      await tmux.press('c')
      await tmux.until(/Create a workspace/)
      await tmux.type(name)
      await tmux.press('C-s')
      await tmux.until(new RegExp(`Approve the provision of ${name}\\?`))
      await tmux.press('y')
      await tmux.until(/● applied/)

      await tmux.type(`:ws ${name}`)
      await tmux.press('Enter')
      await tmux.until(/● ready/)
      const page = await tmux.until(/http:\/\/|simulated/)
      expect(page).to.match(/app +shop, revision 1/)

      await tmux.resize(100, 30)
      await tmux.until(/● live.*\n[\s\S]*● ready/)
      await tmux.until(/^(?:.*\n){29}.*\? help/)
      await tmux.resize(20, 5)
      await tmux.until(/Waybill/)
      await tmux.resize(size.columns, size.rows)
      await tmux.until(/● live/)

      await tmux.press('u')
      await tmux.until(new RegExp(`Update ${name}`))
      await tmux.press('C-s')
      // Nothing changes, so there is nothing to consent to.
      await tmux.until(/update +● applied/)

      await tmux.type(':ws')
      await tmux.press('Enter')
      await tmux.until(new RegExp(`${name} +● ready`))
      expect((await createByApi(`other-${size.columns}`)).status).to.equal(201)
      await tmux.until(new RegExp(`other-${size.columns} +● ready`))

      await tmux.type(`:ws ${name}`)
      await tmux.press('Enter')
      await tmux.until(/● ready/)
      await tmux.press('C-d')
      await tmux.until(new RegExp(`Type ${name} and enter`))
      await tmux.type(name)
      await tmux.press('Enter')
      // Its first plan was to be seen, not every later one.
      await tmux.until(/○ destroyed/)
      await tmux.press('G')
      await tmux.until(/destroy +● applied +\+0 ~0 -3/)
      expect(await tmux.screen()).to.match(/Nothing in its state/)

      await tmux.press('q')
      await tmux.until(/ready>\s*$/)
      expect(await tmux.flag('alternate_on')).to.equal('0')
    })
  }

  it('gives the terminal to the shell and comes back', async () => {
    await start(sizes[0], 'apps')
    await tmux.until(/hello-site/)
    await tmux.press('C-z')
    await tmux.until(/Stopped/)
    expect(await tmux.flag('alternate_on')).to.equal('0')
    await tmux.type('fg')
    await tmux.press('Enter')
    await tmux.until(/❯ *\S* *hello-site/)
    await tmux.press('q')
    await tmux.until(/ready>\s*$/)
  })

  it('gives the terminal back when it is killed', async () => {
    await start(sizes[0])
    const pid = await tmux.flag('pane_pid')
    const child = execFileSync('pgrep', ['-P', pid]).toString().trim()
    process.kill(Number(child), 'SIGTERM')
    await tmux.until(/ready>\s*$/)
    expect(await tmux.flag('alternate_on')).to.equal('0')
    expect(await tmux.flag('mouse_any_flag')).to.equal('0')
    await tmux.type('echo seen')
    await tmux.press('Enter')
    await tmux.until(/echo seen\nseen/)
  })

  it('refuses to change anything when it is read-only', async () => {
    await start(sizes[0], 'apps', '--read-only')
    await tmux.until(/read-only/)
    await tmux.press('s')
    await tmux.until(/Read-only: "Sync the catalog"/)
  })
})
