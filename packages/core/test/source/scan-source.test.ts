import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { exampleApp } from '../../src/diagnostic/rule.js'
import { directorySource } from '../../src/source/directory-source.js'
import type { FoundApp } from '../../src/source/found-app.js'
import { scan } from '../../src/source/scan.js'
import { scanSource } from '../../src/source/scan-source.js'
import type { Source, SourceEntry } from '../../src/source/source.js'
import { makeTree } from '../diagnostic/make-tree.js'

const manifest = exampleApp('{ "name": "web", "type": "frontend", "path": "./web", "port": 3000 }')
const dockerfile = 'FROM a\nEXPOSE 3000\n'
const shop = (folder: string) => ({
  [`${folder}/app-manifest.json`]: manifest,
  [`${folder}/web/Dockerfile`]: dockerfile,
})

function scanDirectory(
  path: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<readonly FoundApp[]> {
  return scanSource(directorySource(path), { known })
}

function fingerprints(apps: readonly FoundApp[]): Map<string, string> {
  return new Map(apps.map(app => [app.folder, app.fingerprint]))
}

function codesOf(app: FoundApp | undefined): readonly string[] {
  return app && !app.unchanged ? app.diagnostics.map(({ code }) => code) : ['unchanged']
}

describe('scanSource', () => {
  it('says all of an app that is read', async () => {
    using tree = makeTree(shop('My_Shop'))
    const [app] = await scanDirectory(tree.path)
    expect(app).to.deep.include({
      folder: 'My_Shop',
      slug: 'my-shop',
      unchanged: false,
      file: 'My_Shop/app-manifest.json',
      hasManifest: true,
      manifest: JSON.parse(manifest),
      diagnostics: [],
    })
    expect(app)
      .to.have.property('contentHash')
      .that.matches(/^[0-9a-f]{64}$/)
  })

  it('says of a folder without a manifest that it is no app', async () => {
    using tree = makeTree({ 'shop/README.md': '' })
    const [app] = await scanDirectory(tree.path)
    expect(app).to.include({ hasManifest: false })
    expect(app).to.not.have.any.keys('manifest', 'contentHash')
    expect(codesOf(app)).to.deep.equal(['WB301'])
  })

  it('takes a manifest with warnings, not one with errors', async () => {
    using tree = makeTree({ ...shop('a'), ...shop('b'), 'b/web/Dockerfile/': '' })
    const [a, b] = await scanDirectory(tree.path)
    expect(a).to.include.keys('manifest', 'contentHash')
    expect(b).to.not.have.any.keys('manifest', 'contentHash')
  }).timeout(5000)

  it('does not read what has not changed', async () => {
    using tree = makeTree({ ...shop('a'), ...shop('b') })
    const first = await scanDirectory(tree.path)
    const second = await scanDirectory(tree.path, fingerprints(first))
    expect(second.map(codesOf)).to.deep.equal([['unchanged'], ['unchanged']])
    expect(fingerprints(second)).to.deep.equal(fingerprints(first))
  })

  it('reads what changed, and only that', async () => {
    using tree = makeTree({ ...shop('a'), ...shop('b'), ...shop('c') })
    const known = fingerprints(await scanDirectory(tree.path))
    tree.write({ 'b/web/Dockerfile': 'FROM a\nEXPOSE 4000\n' })
    rmSync(join(tree.path, 'c/web/Dockerfile'))
    const apps = await scanDirectory(tree.path, known)
    expect(apps.map(codesOf)).to.deep.equal([['unchanged'], ['WB310'], ['WB303']])
  })

  it('sees each of two writes right after each other, though the clock of files stands still', async () => {
    using tree = makeTree(shop('a'))
    for (let round = 0; round < 20; round++) {
      tree.write({ 'a/web/Dockerfile': 'FROM a\nEXPOSE 3000\n' })
      const known = fingerprints(await scanDirectory(tree.path))
      tree.write({ 'a/web/Dockerfile': 'FROM a\nEXPOSE 3001\n' })
      expect((await scanDirectory(tree.path, known)).map(codesOf)).to.deep.equal([['WB310']])
    }
  })

  it('reads a folder twice that is being written, and again the next time if that goes on', async () => {
    using tree = makeTree(shop('a'))
    const source = directorySource(tree.path)
    let reads = 0
    const restless: Source = {
      info: source.info,
      async *read(options) {
        for await (const batch of source.read(options))
          yield batch.map(entry => {
            if (entry.unchanged) return entry
            reads++
            return { ...entry, contents: Object.assign(entry.contents, { isFresh: () => true }) }
          })
      },
    }
    const known = fingerprints(await scanSource(restless, { known: new Map() }))
    expect(reads).to.equal(2)
    expect((await scanDirectory(tree.path, known))[0]?.unchanged).to.equal(false)
  })

  it('reads everything again when the checks are others than those that were made', async () => {
    using tree = makeTree(shop('a'))
    const [app] = await scanDirectory(tree.path)
    const known = new Map([['a', String(app?.fingerprint).replace(/^\d+/, '0')]])
    expect((await scanDirectory(tree.path, known))[0]?.unchanged).to.equal(false)
  })

  it('reads all folders with one slug, also those that did not change', async () => {
    using tree = makeTree({ ...shop('my-shop'), ...shop('other') })
    const known = fingerprints(await scanDirectory(tree.path))
    tree.write(shop('my_shop'))
    const apps = await scanDirectory(tree.path, known)
    expect(apps.map(({ folder, unchanged }) => [folder, unchanged])).to.deep.equal([
      ['my-shop', false],
      ['my_shop', false],
      ['other', true],
    ])
  })

  it('leaves a folder without a manifest out of account for slugs', async () => {
    using tree = makeTree(shop('my-shop'))
    const known = fingerprints(await scanDirectory(tree.path))
    tree.write({ 'my_shop/README.md': '' })
    expect((await scanDirectory(tree.path, known))[0]?.unchanged).to.equal(true)
  })

  it('gives a name without letters no slug, and says so', async () => {
    using tree = makeTree({ ...shop('___'), 'rest/x': '' })
    const [app] = await scanDirectory(tree.path)
    expect(app).to.include({ slug: '' })
    expect(app).to.not.have.any.keys('manifest', 'contentHash')
    expect(codesOf(app)).to.deep.equal(['WB402'])
  })

  it('stops when it is told to', async () => {
    using tree = makeTree(shop('a'))
    const signal = AbortSignal.abort(new Error('enough'))
    const error: unknown = await scanSource(directorySource(tree.path), { known: new Map(), signal }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).to.have.property('message', 'enough')
  })
})

describe('scanSource, when things happen meanwhile:', () => {
  /** A source that does something before each batch, which holds one folder. */
  function disturbed(path: string, disturb: (folder: string) => void): Source {
    const source = directorySource(path)
    return {
      info: source.info,
      async *read(options) {
        for await (const batch of source.read(options)) for (const entry of batch) yield [before(entry)]
      },
    }
    function before(entry: SourceEntry): SourceEntry {
      disturb(entry.folder)
      return entry
    }
  }

  it('a component that goes is a diagnostic, a folder that goes no app', async () => {
    using tree = makeTree({ ...shop('a'), ...shop('b') })
    const apps = await scanSource(
      disturbed(tree.path, folder =>
        rmSync(join(tree.path, folder, 'web'), { recursive: true, force: true }),
      ),
      { known: new Map() },
    )
    expect(apps.map(codesOf)).to.deep.equal([['WB306'], ['WB306']])
    const rest = await scanSource(
      disturbed(tree.path, () => rmSync(join(tree.path, 'b'), { recursive: true, force: true })),
      { known: new Map() },
    )
    expect(rest.map(({ folder }) => folder)).to.include('a')
  })

  it('a directory that goes is an error, not an empty catalog', async () => {
    using tree = makeTree(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`apps/app-${index}/x`, ''])),
    )
    const path = join(tree.path, 'apps')
    const error: unknown = await scanSource(
      disturbed(path, () => rmSync(path, { recursive: true, force: true })),
      { known: new Map() },
    ).catch((thrown: unknown) => thrown)
    expect(error).to.include({ code: 'SOURCE_UNAVAILABLE' })
  })
})

describe('scanSource, for all sequences of changes', () => {
  const folders = ['a', 'b', 'A_', 'a-']
  type Tree = ReturnType<typeof makeTree>
  const actions: readonly ((tree: Tree, folder: string, other: string) => void)[] = [
    (tree, folder) => tree.write(shop(folder)),
    (tree, folder) => rmSync(join(tree.path, folder), { recursive: true, force: true }),
    (tree, folder) => rmSync(join(tree.path, folder, 'app-manifest.json'), { force: true }),
    (tree, folder) => rmSync(join(tree.path, folder, 'web'), { recursive: true, force: true }),
    (tree, folder) => {
      mkdirSync(join(tree.path, folder), { recursive: true })
      writeFileSync(join(tree.path, folder, 'app-manifest.json'), manifest.replace('Shop', 'Sh0p'))
    },
    (tree, folder, other) => {
      rmSync(join(tree.path, other), { recursive: true, force: true })
      tree.write(shop(folder))
      renameSync(join(tree.path, folder), join(tree.path, other))
    },
    (tree, folder, other) => {
      tree.write(shop(folder))
      if (folder !== other)
        cpSync(join(tree.path, folder), join(tree.path, other), { recursive: true, force: true })
    },
  ]
  const change = fc.record({
    action: fc.constantFrom(...actions),
    folder: fc.constantFrom(...folders),
    other: fc.constantFrom(...folders),
  })

  it('what is said to be unchanged is what it was, all else is as on a first scan', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 4 }), async rounds => {
        using tree = makeTree()
        let before: readonly FoundApp[] = []
        for (const changes of rounds) {
          for (const { action, folder, other } of changes) action(tree, folder, other)
          const apps = await scanDirectory(tree.path, fingerprints(before))
          const full = await scanDirectory(tree.path)
          const merged = apps.map(app =>
            app.unchanged ? before.find(({ folder }) => folder === app.folder) : app,
          )
          expect(merged).to.deep.equal(full)
          before = full
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a lean scan', () => {
  it('finds the same, without what only a catalog needs', async () => {
    const directory = fileURLToPath(new URL('../../../../../examples/broken', import.meta.url))
    const whole = await scan(directory)
    const lean = await scan(directory, { lean: true })
    expect(lean.diagnostics).to.deep.equal(whole.diagnostics)
    expect(lean.apps.map(({ folder }) => folder)).to.deep.equal(whole.apps.map(({ folder }) => folder))
    expect(lean.apps.every(({ fingerprint, contentHash = '' }) => fingerprint + contentHash === '')).to.equal(
      true,
    )
  })
})
