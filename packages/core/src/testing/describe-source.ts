import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { scanSource } from '../source/scan-source.js'
import type { Source, SourceEntry, SourceFolder } from '../source/source.js'

/** What is put into a source, by path from its root: a text, or what a link leads to; nothing takes it away. */
export type SourceFiles = Readonly<Record<string, string | { readonly linkTo: string } | undefined>>

/** A source to be tested: empty, and its own. */
export interface SourceUnderTest {
  readonly source: Source
  /** Changes files, as one state of the source. */
  write(files: SourceFiles): Promise<void>
  close(): Promise<void>
}

const manifest = (port = 3000) =>
  JSON.stringify({ appName: 'A', components: [{ name: 'web', type: 'frontend', path: 'web', port }] })
const dockerfile = 'FROM scratch\nEXPOSE 3000\n'

/** Describes what every `Source` does. `makeSource` is called before each test. */
export function describeSource(name: string, makeSource: () => Promise<SourceUnderTest>): void {
  describe(`${name} as a Source`, () => {
    let tested: SourceUnderTest
    let source: Source

    beforeEach(async () => {
      tested = await makeSource()
      source = tested.source
    })
    afterEach(() => tested.close())

    const shop = (folder: string, port?: number): SourceFiles => ({
      [`${folder}/app-manifest.json`]: manifest(port),
      [`${folder}/web/Dockerfile`]: dockerfile,
    })
    const fingerprints = (entries: readonly SourceEntry[]) =>
      new Map(entries.flatMap(entry => (entry.unchanged ? [] : [[entry.folder, checked(entry.contents)]])))
    /** The fingerprint once it covers what a check looks at. */
    const checked = (folder: SourceFolder) => {
      folder.readText('web/Dockerfile')
      return folder.fingerprint()
    }
    async function readAll(known: ReadonlyMap<string, string> = new Map(), folders?: ReadonlySet<string>) {
      await source.refresh?.({})
      const entries: SourceEntry[] = []
      for await (const batch of source.read({ known, folders })) entries.push(...batch)
      return entries
    }
    async function open(folder: string): Promise<SourceFolder> {
      const entry = (await readAll()).find(other => other.folder === folder)
      if (!entry || entry.unchanged) throw new Error(`The folder ${folder} was not read.`)
      return entry.contents
    }
    async function codes() {
      await source.refresh?.({})
      const found = await scanSource(source, { known: new Map() })
      return Object.fromEntries(
        found.map(app => [app.folder, app.unchanged ? [] : app.diagnostics.map(({ code }) => code)]),
      )
    }

    it('yields its folders by name, without files, dot folders and node_modules', async () => {
      await tested.write({
        ...shop('b'),
        ...shop('B'),
        ...shop('a-b'),
        ...shop('a'),
        ...shop('.git-like'),
        ...shop('node_modules'),
        'README.md': 'no folder',
      })
      expect((await readAll()).map(({ folder }) => folder)).to.deep.equal(['B', 'a', 'a-b', 'b'])
    })

    it('yields only the folders that are asked for, as far as they are there', async () => {
      await tested.write({ ...shop('a'), ...shop('b') })
      const entries = await readAll(new Map(), new Set(['b', 'z']))
      expect(entries.map(({ folder }) => folder)).to.deep.equal(['b'])
    })

    it('says of what did not change that it did not', async () => {
      await tested.write({ ...shop('a'), ...shop('b') })
      const known = fingerprints(await readAll())
      expect((await readAll(known)).map(({ unchanged }) => unchanged)).to.deep.equal([true, true])
      await tested.write({ 'a/web/Dockerfile': `${dockerfile}EXPOSE 3001\n` })
      expect((await readAll(known)).map(({ unchanged }) => unchanged)).to.deep.equal([false, true])
    })

    it('gives the manifest as it is, byte for byte', async () => {
      await tested.write({ 'a/app-manifest.json': '\ufeff{ "appName": "Ü" }\r\n' })
      const { manifest: found } = await open('a')
      expect(found.kind === 'file' && Buffer.from(found.bytes).toString()).to.equal(
        '\ufeff{ "appName": "Ü" }\r\n',
      )
    })

    it('tells a folder without a manifest, and a manifest that is too large', async () => {
      await tested.write({ 'a/README.md': '', 'b/app-manifest.json': ' '.repeat(2 ** 20 + 1) })
      expect((await open('a')).manifest).to.deep.equal({ kind: 'missing' })
      expect((await open('b')).manifest).to.deep.equal({ kind: 'too-large', size: 2 ** 20 + 1 })
    })

    const facts = [
      { path: 'web', kind: 'directory' },
      { path: './web/../web/Dockerfile', kind: 'file' },
      { path: 'api', kind: 'missing' },
      { path: 'web/Dockerfile/x', kind: 'missing' },
      { path: '..', kind: 'outside' },
      { path: '../b/web/Dockerfile', kind: 'outside' },
      { path: '/etc/passwd', kind: 'outside' },
      { path: 'inside/Dockerfile', kind: 'file' },
      { path: 'away/web/Dockerfile', kind: 'outside' },
      { path: 'up', kind: 'outside' },
      { path: 'nowhere', kind: 'missing' },
      { path: 'circle', kind: 'unreadable' },
    ] as const
    it('knows what is at each path of a folder, and looks at nothing outside of it', async () => {
      await tested.write({
        ...shop('a'),
        ...shop('b'),
        'a/inside': { linkTo: './web' },
        'a/away': { linkTo: '../b' },
        'a/up': { linkTo: '..' },
        'a/nowhere': { linkTo: 'not-there' },
        'a/circle': { linkTo: 'circle' },
      })
      const folder = await open('a')
      for (const { path, kind } of facts) expect(folder.inspect(path), path).to.have.property('kind', kind)
      expect(folder.readText('inside/Dockerfile')).to.equal(dockerfile)
      expect(folder.readText('away/web/Dockerfile')).to.equal(undefined)
      expect(folder.readText('web')).to.equal(undefined)
    })

    it('reads texts of at most 64 KiB', async () => {
      await tested.write({ ...shop('a'), 'a/small': 'x'.repeat(65_536), 'a/large': 'x'.repeat(65_537) })
      const folder = await open('a')
      expect(folder.readText('small')).to.have.length(65_536)
      expect(folder.readText('large')).to.equal(undefined)
      expect(folder.inspect('large')).to.deep.equal({ kind: 'file', size: 65_537 })
    })

    it('follows a link to a folder inside, and none that leads out', async () => {
      await tested.write({
        ...shop('a'),
        linked: { linkTo: 'a' },
        out: { linkTo: '../../..' },
        file: { linkTo: 'a/app-manifest.json' },
      })
      const entries = await readAll()
      expect(entries.map(({ folder }) => folder)).to.deep.equal(['a', 'linked', 'out'])
      expect((await open('linked')).readText('web/Dockerfile')).to.equal(dockerfile)
      expect((await open('out')).manifest).to.deep.equal({ kind: 'outside' })
    })

    it('gives the checks all they ask for', async () => {
      await tested.write({
        ...shop('good'),
        ...shop('other-port', 4000),
        'no-dockerfile/app-manifest.json': manifest(),
        'no-dockerfile/web/dockerfile': '',
        'no-folder/app-manifest.json': manifest(),
        'cut-off/app-manifest.json': manifest().slice(0, -1),
        'cut-off/web/x': '',
      })
      expect(await codes()).to.deep.equal({
        'cut-off': ['WB303', 'WB111'],
        good: [],
        'no-dockerfile': ['WB303'],
        'no-folder': ['WB306'],
        'other-port': ['WB310'],
      })
    })

    it('tells which folders may have changed, where it can', async () => {
      if (!source.changes) return
      await tested.write({ ...shop('a'), ...shop('b'), ...shop('c') })
      await source.refresh?.({})
      const first = await source.changes({})
      expect(first.folders).to.equal(undefined)
      const second = await source.changes({ since: first.state })
      expect(second).to.deep.equal({ state: first.state, folders: new Set() })
      await tested.write({
        ...shop('a', 3001),
        ...shop('d'),
        'c/app-manifest.json': undefined,
        'c/web/Dockerfile': undefined,
      })
      await source.refresh?.({})
      const third = await source.changes({ since: second.state })
      expect([...(third.folders ?? [])].sort()).to.deep.equal(['a', 'c', 'd'])
    })
  })
}
