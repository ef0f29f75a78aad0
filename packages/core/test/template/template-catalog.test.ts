import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Engine } from '../../src/engine/engine.js'
import { simulatedEngine } from '../../src/engine/simulated-engine.js'
import { chooseTemplate, defaultTemplate } from '../../src/template/choose-template.js'
import { TemplateCatalog } from '../../src/template/template-catalog.js'
import { makeTemplates } from '../../src/template/template-service.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { useScratchDir } from '../support/scratch-dir.js'

const good = { 'template.json': '{"title":"Local"}', 'main.tf': '# nothing\n' }
const below = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))

describe('templates', () => {
  const dir = useScratchDir()
  const open = (configuredDefault?: string, terraform?: Engine) =>
    makeTemplates({
      catalog: new TemplateCatalog(dir.path),
      engines: new Map([
        ['simulated', simulatedEngine()],
        ['terraform', terraform ?? { ...simulatedEngine(), name: 'terraform' }],
      ]),
      configuredDefault,
      clock: () => new Date('2026-01-31T09:30:00.000Z'),
    })
  const shown = async (configuredDefault?: string) =>
    (await open(configuredDefault).list()).map(template => [
      template.name,
      template.default,
      template.builtIn,
    ])

  it('are the built-in one, which is the default, where there is no folder', async () => {
    expect(await shown()).to.deep.equal([['simulated', true, true]])
    const alone = await new TemplateCatalog(undefined).list()
    expect(alone.map(({ name }) => name)).to.deep.equal(['simulated'])
  })

  it('are the folders, in order; files, dot folders and links to files are none', async () => {
    await dir.write({ ...below('b', good), ...below('a', good), ...below('.hidden', good), 'README.md': '#' })
    await symlink(join(dir.path, 'a'), join(dir.path, 'linked'))
    await symlink('README.md', join(dir.path, 'page'))
    await symlink('nowhere', join(dir.path, 'lost'))
    expect(await shown()).to.deep.equal([
      ['a', false, false],
      ['b', false, false],
      ['linked', false, false],
      ['simulated', false, true],
    ])
  })

  it('have the only folder as the default, and the one that was set before it', async () => {
    await dir.write(below('a', good))
    expect(await shown()).to.deep.include(['a', true, false])
    expect(await shown('simulated')).to.deep.include(['simulated', true, true])
  })

  it('are listed with what is wrong with them', async () => {
    await dir.write({ ...below('broken', { 'template.json': '{' }), ...below('empty', { 'a.txt': '' }) })
    const [broken, empty] = await open().list()
    expect(broken).to.deep.include({ name: 'broken', version: null, settings: null })
    expect(broken?.error).to.include('template.json').and.to.include('is not JSON')
    expect(empty?.error).to.include('template.json: is missing')
  })

  it('are checked one by one', async () => {
    await dir.write({ ...below('a', good), ...below('broken', { 'template.json': '{' }) })
    const template = await open().check('a')
    expect(template).to.deep.include({ name: 'a', error: null, checkedAt: '2026-01-31T09:30:00.000Z' })
    expect(template.version).to.match(/^[0-9a-f]{64}$/)
    expect(await open().check('simulated')).to.deep.include({ builtIn: true })
    await expectCode(open().check('broken'), 'TEMPLATE_INVALID')
  })

  it('are fit for use though their engine warns of something', async () => {
    await dir.write(below('a', good))
    const warning = {
      severity: 'warning',
      summary: 'Old',
      detail: '',
      address: null,
      file: 'main.tf',
      line: 1,
    } as const
    const engine: Engine = { ...simulatedEngine(), name: 'terraform', check: async () => [warning] }
    expect((await open(undefined, engine).check('a')).warnings).to.deep.equal([warning])
    const broken: Engine = { ...engine, check: async () => [warning, { ...warning, severity: 'error' }] }
    const error = await expectCode(open(undefined, broken).check('a'), 'TEMPLATE_INVALID')
    expect(error.issues).to.have.length(1)
  })

  it('are not there under another name, with what was meant', async () => {
    await dir.write(below('local', good))
    const error = await expectCode(open().check('locl'), 'TEMPLATE_NOT_FOUND')
    expect(error.hint).to.equal('Did you mean "local"?')
    for (const name of ['..', '../local', 'local/', '', '.'])
      await expectCode(open().check(name), 'TEMPLATE_NOT_FOUND')
  })

  it('need an engine that is set up', async () => {
    await dir.write(below('t', { ...good, 'template.json': '{"title":"T","engine":"tofu"}' }))
    const error = await expectCode(open().check('t'), 'TEMPLATE_INVALID')
    expect(error.message).to.include('needs the engine "tofu"')
  })

  it('may not take the name of the built-in one, nor a name that is none', async () => {
    await dir.write({ ...below('simulated', good), ...below('not good', good) })
    const [bad, simulated, ...more] = await open().list()
    expect(bad?.error).to.include('folder’s name')
    expect(simulated?.error).to.include('built-in')
    expect(more).to.deep.equal([])
  })

  it('say when their directory cannot be read', async () => {
    const catalog = new TemplateCatalog(join(dir.path, 'missing'))
    const error = await expectCode(catalog.list(), 'CONFIG_INVALID')
    expect(error.message).to.include('missing')
  })

  it('are checked again only when they have changed', async () => {
    await dir.write(below('a', good))
    const catalog = new TemplateCatalog(dir.path)
    const first = await catalog.get('a')
    expect(await catalog.get('a')).to.equal(first)
    await dir.write({ 'a/template.json': '{' })
    await expectCode(catalog.get('a'), 'TEMPLATE_INVALID')
    await dir.write(below('a', good))
    expect(await catalog.get('a')).to.equal(first)
  })

  it('are read anew each time', async () => {
    await dir.write(below('a', good))
    const before = await open().check('a')
    await dir.write({ 'a/main.tf': '# more\n' })
    expect((await open().check('a')).version).to.not.equal(before.version)
  })
})

describe('which template', () => {
  const cases = [
    { name: 'the one that is asked for', asked: 'a', configured: 'b', folders: ['a', 'b'], chosen: 'a' },
    { name: 'the one that was set', configured: 'b', folders: ['a', 'b'], chosen: 'b' },
    { name: 'the only one', folders: ['a'], chosen: 'a' },
    { name: 'the built-in one where there is no other', folders: [], chosen: 'simulated' },
  ]
  for (const { name, asked, configured, folders, chosen } of cases) {
    it(`is ${name}`, () => {
      expect(chooseTemplate({ asked, configured, folders })).to.equal(chosen)
    })
  }

  it('has to be named when there are several', async () => {
    const error = await expectCode(
      (async () => chooseTemplate({ asked: undefined, configured: undefined, folders: ['a', 'b'] }))(),
      'INVALID_INPUT',
    )
    expect(error.issues).to.deep.equal([
      { pointer: '/template', detail: 'is required: one of a, b, simulated' },
    ])
    expect(defaultTemplate({ configured: undefined, folders: ['a', 'b'] })).to.equal(undefined)
  })
})
