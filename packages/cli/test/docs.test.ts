import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseManifest } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { waybill } from './support/waybill-process.js'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const page = (name: string) => readFileSync(join(repository, 'docs', name), 'utf8')
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  )

describe('docs/conventions.md', () => {
  it('has 62 rows, and every path that it names is there', () => {
    const text = page('conventions.md')
    expect([...text.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number))).to.deep.equal(
      Array.from({ length: 62 }, (_, index) => index + 1),
    )
    const paths = [...text.matchAll(/`((?:cli|core|server|tui)\/[\w./-]+)`/g)].map(([, path = '']) => path)
    expect(paths.filter(path => !existsSync(join(repository, 'packages', path)))).to.deep.equal([])
  })
})

describe('docs/cli.md', function () {
  this.timeout(30_000)

  it('has rules that work', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'waybill-docs-'))
    mkdirSync(join(cwd, 'apps/shop'), { recursive: true })
    writeFileSync(join(cwd, 'rules.mjs'), blocks(page('cli.md'), 'js')[0] ?? '')
    writeFileSync(join(cwd, 'apps/shop/app-manifest.json'), '{"appName": "Shop", "components": []}')
    const ended = await waybill(['validate', '--rules', 'rules.mjs', '--format', 'concise'], { cwd })
    rmSync(cwd, { recursive: true })
    expect(ended.exitCode, ended.stderr).to.equal(1)
    expect(ended.stdout).to.include('acme/owner-required: The app has no owner.')
  })

  it('has an ignore that works, and a file of profiles that is JSON', () => {
    const [profiles = '', component = ''] = blocks(page('cli.md'), 'json')
    expect(Object.keys(JSON.parse(profiles).profiles)).to.deep.equal(['dev', 'prod'])
    expect(parseManifest(`{"appName": "A", "components": [${component}]}`).diagnostics).to.deep.equal([])
  })
})

describe('docs/editors.md', () => {
  it('has settings that are JSON, and a manifest that is right', () => {
    const [settings = '', tasks = '', manifest = ''] = blocks(page('editors.md'), 'json')
    expect(JSON.parse(settings)).to.have.property('json.schemas')
    expect(parseManifest(manifest)).to.deep.include({ ok: true, diagnostics: [] })
    const { regexp } = JSON.parse(tasks).tasks[0].problemMatcher.pattern
    const line = 'apps/shop/app-manifest.json:4:67: error WB203: The port 3000 is in quotes.'
    expect(new RegExp(regexp).exec(line)?.slice(1)).to.deep.equal([
      'apps/shop/app-manifest.json',
      '4',
      '67',
      'error',
      'WB203',
      'The port 3000 is in quotes.',
    ])
  })

  it('has Lua that Lua can read (needs luac or nvim on the PATH)', function () {
    const lua = blocks(page('editors.md'), 'lua')
    expect(lua).to.have.length(2)
    const luac = ['luac', 'luac5.4', 'luac5.1'].find(name => existsSync(`/usr/bin/${name}`))
    if (luac === undefined) this.skip()
    for (const code of lua) execFileSync(luac, ['-p', '-'], { input: code })
  })
})
