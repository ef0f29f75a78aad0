import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { DirectoryFolder } from '../../src/source/directory-folder.js'
import { directorySource } from '../../src/source/directory-source.js'
import type { SourceEntry, SourceFolder } from '../../src/source/source.js'
import { makeTree, type Tree } from '../diagnostic/make-tree.js'

const manifest = '{"appName": "A", "components": []}'

async function readAll(
  path: string,
  known: ReadonlyMap<string, string> = new Map(),
  folders?: ReadonlySet<string>,
): Promise<readonly SourceEntry[]> {
  const entries: SourceEntry[] = []
  for await (const batch of directorySource(path).read({ known, folders })) entries.push(...batch)
  return entries
}

async function readFolder(path: string, folder: string): Promise<SourceFolder> {
  const entry = (await readAll(path)).find(other => other.folder === folder)
  if (!entry || entry.unchanged) throw new Error(`The folder ${folder} was not read.`)
  return entry.contents
}

describe('directorySource', () => {
  it('yields the folders by name; files, dot folders and node_modules are none', async () => {
    using tree = makeTree({
      'b/app-manifest.json': manifest,
      'a/README.md': 'no manifest',
      'A/app-manifest.json': manifest,
      'ä/app-manifest.json': manifest,
      'b/inner/app-manifest.json': manifest,
      '.git/app-manifest.json': manifest,
      'node_modules/app-manifest.json': manifest,
      'README.md': 'a file',
    })
    expect((await readAll(tree.path)).map(({ folder }) => folder)).to.deep.equal(['A', 'a', 'b', 'ä'])
  })

  it('yields only the folders that are asked for', async () => {
    using tree = makeTree({ 'a/x': '', 'b/x': '', 'c/x': '' })
    const entries = await readAll(tree.path, new Map(), new Set(['b', 'z']))
    expect(entries.map(({ folder }) => folder)).to.deep.equal(['b'])
  })

  it('yields nothing of an empty directory', async () => {
    using tree = makeTree()
    expect(await readAll(tree.path)).to.deep.equal([])
  })

  const unavailable = [
    { name: 'is missing', path: (root: string) => join(root, 'none'), message: /none does not exist\.$/ },
    { name: 'is a file', path: (root: string) => join(root, 'file'), message: /file is not a directory\.$/ },
    { name: 'is below a file', path: (root: string) => join(root, 'file/x'), message: /does not exist\.$/ },
    {
      name: 'is a link to nothing',
      path: (root: string) => join(root, 'dangling'),
      message: /does not exist\.$/,
    },
    {
      name: 'is a link to itself',
      path: (root: string) => join(root, 'loop'),
      message: /its links lead in a circle\.$/,
    },
  ]
  for (const { name, path, message } of unavailable)
    it(`says so when the directory ${name}`, async () => {
      using tree = makeTree({ file: 'x', dangling: '-> nowhere', loop: '-> loop' })
      const error: unknown = await readAll(path(tree.path)).catch((thrown: unknown) => thrown)
      expect(error).to.include({ code: 'SOURCE_UNAVAILABLE' })
      expect(error).to.have.property('message').that.matches(message)
      expect(error).to.have.property('hint').that.matches(/\.$/)
    })

  it('stops when it is told to', async () => {
    using tree = makeTree(
      Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`app-${index}/x`, ''])),
    )
    const controller = new AbortController()
    const read = async () => {
      for await (const batch of directorySource(tree.path).read({
        known: new Map(),
        signal: controller.signal,
      }))
        if (batch.length > 0) controller.abort(new Error('enough'))
    }
    const error: unknown = await read().catch((thrown: unknown) => thrown)
    expect(error).to.have.property('message', 'enough')
  })

  it('follows a link to a folder inside, not one that leads out, nowhere or to a file', async () => {
    using tree = makeTree({
      'apps/real/app-manifest.json': manifest,
      'apps/alias': '-> real',
      'apps/out': '-> ../elsewhere',
      'apps/self': '-> .',
      'apps/dangling': '-> nowhere',
      'apps/file': '-> real/app-manifest.json',
      'elsewhere/app-manifest.json': manifest,
    })
    const path = join(tree.path, 'apps')
    const kinds = (await readAll(path)).map(entry => [
      entry.folder,
      entry.unchanged || entry.contents.manifest.kind,
    ])
    expect(kinds).to.deep.equal([
      ['alias', 'file'],
      ['out', 'outside'],
      ['real', 'file'],
      ['self', 'outside'],
    ])
  })

  it('follows a link to the directory itself', async () => {
    using tree = makeTree({ 'apps/shop/app-manifest.json': manifest, link: '-> apps' })
    expect(await readAll(join(tree.path, 'link'))).to.have.length(1)
  })
})

describe('the manifest of a folder', () => {
  it('is its bytes', async () => {
    using tree = makeTree({ 'shop/app-manifest.json': manifest })
    const folder = await readFolder(tree.path, 'shop')
    expect(folder.manifest).to.deep.equal({ kind: 'file', bytes: Buffer.from(manifest) })
  })

  it('is not read when it is over 1 MiB', async () => {
    using tree = makeTree({
      'shop/app-manifest.json': '⟨a×1048577⟩',
      'edge/app-manifest.json': '⟨a×1048576⟩',
    })
    expect((await readFolder(tree.path, 'shop')).manifest).to.deep.equal({
      kind: 'too-large',
      size: 1_048_577,
    })
    expect((await readFolder(tree.path, 'edge')).manifest.kind).to.equal('file')
  })

  it('may be a link inside the folder, not out of it', async () => {
    using tree = makeTree({
      'a/app-manifest.json': '-> config/manifest.json',
      'a/config/manifest.json': manifest,
      'b/app-manifest.json': '-> ../a/config/manifest.json',
      'c/app-manifest.json': '-> nowhere',
    })
    expect((await readFolder(tree.path, 'a')).manifest.kind).to.equal('file')
    expect((await readFolder(tree.path, 'b')).manifest).to.deep.equal({
      kind: 'unreadable',
      reason: 'it is a link that leads out of its folder',
    })
    expect((await readFolder(tree.path, 'c')).manifest.kind).to.equal('missing')
  })

  it('is not waited for when it is a pipe', async () => {
    using tree = makeTree({ 'shop/x': '' })
    // Not through Node, which has no call for it.
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(tree.path, 'shop/app-manifest.json')])
    expect((await readFolder(tree.path, 'shop')).manifest).to.deep.equal({
      kind: 'unreadable',
      reason: 'it is not a regular file',
    })
  })

  it('says why it cannot be read', async () => {
    using tree = makeTree({ 'a/app-manifest.json/': '', 'b/app-manifest.json': '-> app-manifest.json' })
    expect((await readFolder(tree.path, 'a')).manifest).to.deep.equal({
      kind: 'unreadable',
      reason: 'it is a folder',
    })
    expect((await readFolder(tree.path, 'b')).manifest).to.deep.equal({
      kind: 'unreadable',
      reason: 'its links lead in a circle',
    })
  })
})

describe('a path in a folder', () => {
  const files = {
    'shop/app-manifest.json': manifest,
    'shop/web/Dockerfile': 'FROM a\n',
    'shop/web/deep/er/file': 'x',
    'shop/inside': '-> web',
    'shop/out': '-> ../other',
    'shop/dangling': '-> nowhere',
    'shop/loop': '-> loop',
    'shop/back': '-> web/..',
    'shop/web/linked': '-> Dockerfile',
    'shop/web/sneaky': '-> ../../other/Dockerfile',
    'shop/web/absolute': '-> /etc/hostname',
    'other/Dockerfile': 'FROM b\n',
    'shopping/Dockerfile': 'FROM c\n',
    'shop/near': '-> ../shopping',
  }
  const cases = [
    { path: 'web/Dockerfile', kind: 'file' },
    { path: './web/./deep/../Dockerfile', kind: 'file' },
    { path: 'web/', kind: 'directory' },
    { path: '.', kind: 'directory' },
    { path: 'web/deep/er/file', kind: 'file' },
    { path: 'web/none', kind: 'missing' },
    { path: 'none/at/all', kind: 'missing' },
    { path: 'web/Dockerfile/x', kind: 'missing' },
    { path: 'inside/Dockerfile', kind: 'file' },
    { path: 'inside/none', kind: 'missing' },
    { path: 'web/linked', kind: 'file' },
    { path: 'back/web/Dockerfile', kind: 'file' },
    { path: 'back', kind: 'directory' },
    { path: 'dangling', kind: 'missing' },
    { path: 'loop', kind: 'unreadable' },
    { path: '..', kind: 'outside' },
    { path: '../other/Dockerfile', kind: 'outside' },
    { path: 'web/../../other/Dockerfile', kind: 'outside' },
    { path: '/etc/hostname', kind: 'outside' },
    { path: 'out', kind: 'outside' },
    { path: 'out/Dockerfile', kind: 'outside' },
    { path: 'near/Dockerfile', kind: 'outside' },
    { path: 'web/sneaky', kind: 'outside' },
    { path: 'web/absolute', kind: 'outside' },
    { path: 'a\0b', kind: 'unreadable' },
    { path: 'a/'.repeat(5000), kind: 'unreadable' },
  ]
  it('is what it is after all links, and never outside', async () => {
    using tree = makeTree(files)
    const facts = cases.map(async ({ path }) => (await readFolder(tree.path, 'shop')).inspect(path).kind)
    expect(await Promise.all(facts)).to.deep.equal(cases.map(({ kind }) => kind))
  })

  it('has a text where it is a file inside, also asked the other way round', async () => {
    using tree = makeTree(files)
    const folder = await readFolder(tree.path, 'shop')
    for (const { path, kind } of cases) {
      const text = folder.readText(path)
      expect(text !== undefined, path).to.equal(kind === 'file')
      expect(folder.inspect(path).kind, path).to.equal(kind)
    }
    expect(folder.readText('web/linked')).to.equal('FROM a\n')
  })

  it('has no text over 64 KiB, but is a file', async () => {
    using tree = makeTree({ 'shop/Dockerfile': '⟨a×65537⟩' })
    const folder = await readFolder(tree.path, 'shop')
    expect(folder.readText('Dockerfile')).to.equal(undefined)
    expect(folder.inspect('Dockerfile')).to.deep.equal({ kind: 'file', size: 65_537 })
  })
})

describe('a fingerprint', () => {
  const files = { 'shop/app-manifest.json': manifest, 'shop/web/Dockerfile': 'FROM a\n', 'shop/web/x': 'x' }
  const paths = ['web/Dockerfile', 'web/none', 'web', 'näh\n"e', 'out']

  /** Whether the folder is found changed after something was done to it. */
  async function isSeen(change: (shop: string) => void): Promise<boolean> {
    using tree = makeTree(files)
    symlinkSync('web', join(tree.path, 'shop/out'))
    // As after a checkout or a copy: written now, but of an older date.
    utimesSync(join(tree.path, 'shop/web/Dockerfile'), 1_000_000_000, 1_000_000_000)
    const folder = await readFolder(tree.path, 'shop')
    for (const path of paths) folder.inspect(path)
    const known = new Map([['shop', folder.fingerprint()]])
    expect((await readAll(tree.path, known))[0]).to.deep.equal({ folder: 'shop', unchanged: true })
    // The clock of the file system may tick no finer than this.
    await setTimeout(20)
    change(join(tree.path, 'shop'))
    return (await readAll(tree.path, known))[0]?.unchanged === false
  }

  const changes: readonly { name: string; change: (shop: string) => void; seen: boolean }[] = [
    { name: 'nothing', change: () => undefined, seen: false },
    {
      name: 'a file that was not asked for',
      change: shop => writeFileSync(join(shop, 'web/x'), 'y'),
      seen: false,
    },
    {
      name: 'a new file in an inspected folder',
      change: shop => writeFileSync(join(shop, 'web/y'), 'y'),
      seen: false,
    },
    {
      name: 'other bytes of the same length',
      change: shop => writeFileSync(join(shop, 'app-manifest.json'), manifest.replace('A', 'B')),
      seen: true,
    },
    {
      name: 'other bytes and the time set back',
      change: shop => rewriteSecretly(join(shop, 'web/Dockerfile')),
      seen: true,
    },
    {
      name: 'the file replaced by its copy',
      change: shop => replaceByCopy(join(shop, 'web/Dockerfile')),
      seen: true,
    },
    { name: 'the manifest gone', change: shop => rmSync(join(shop, 'app-manifest.json')), seen: true },
    { name: 'the Dockerfile gone', change: shop => rmSync(join(shop, 'web/Dockerfile')), seen: true },
    {
      name: 'what was missing is there',
      change: shop => writeFileSync(join(shop, 'web/none'), ''),
      seen: true,
    },
    {
      name: 'what was missing is there, with a strange name',
      change: shop => writeFileSync(join(shop, 'näh\n"e'), ''),
      seen: true,
    },
    { name: 'a folder has become a file', change: shop => becomeFile(join(shop, 'web')), seen: true },
    { name: 'a link leads elsewhere', change: shop => relink(join(shop, 'out')), seen: true },
    { name: 'its rights', change: shop => chmodSync(join(shop, 'web/Dockerfile'), 0o600), seen: true },
  ]
  for (const { name, change, seen } of changes)
    it(`${seen ? 'shows' : 'does not show'} ${name}`, async () => {
      expect(await isSeen(change)).to.equal(seen)
    })

  it('of another kind of source is never taken for unchanged', async () => {
    using tree = makeTree(files)
    for (const text of ['', 'x', '"x -', 'commit 123', '\n', 'app-manifest.json'])
      expect((await readAll(tree.path, new Map([['shop', text]])))[0]?.unchanged, text).to.equal(false)
  })

  it('can be stored: no NUL, no half of a surrogate pair', async () => {
    using tree = makeTree(files)
    const folder = await readFolder(tree.path, 'shop')
    folder.inspect('a\0\ud800')
    expect(folder.fingerprint()).to.not.match(/\0|\p{Cs}/u)
  })
})

describe('DirectoryFolder', () => {
  const files = { 'shop/app-manifest.json': manifest, 'shop/web/Dockerfile': 'FROM a\n' }

  /** The folder as it is when it is read so many milliseconds after its files were written. */
  function readAfter(tree: Tree, ms: number, path: string): DirectoryFolder {
    const directory = join(tree.path, 'shop')
    return new DirectoryFolder({
      folder: 'shop',
      directory,
      now: statSync(join(directory, path)).ctimeMs + ms,
    })
  }

  it('is fresh while its manifest may be written again without a trace', () => {
    using tree = makeTree(files)
    expect(readAfter(tree, 5, 'app-manifest.json').isFresh()).to.equal(true)
    expect(readAfter(tree, 20, 'app-manifest.json').isFresh()).to.equal(false)
  })

  it('is fresh also by a file that was looked at', async () => {
    using tree = makeTree(files)
    await setTimeout(20)
    tree.write({ 'shop/web/Dockerfile': 'FROM b\n' })
    const folder = readAfter(tree, 5, 'web/Dockerfile')
    expect(folder.isFresh()).to.equal(false)
    folder.inspect('web/Dockerfile')
    expect(folder.isFresh()).to.equal(true)
  })
})

function rewriteSecretly(path: string): void {
  const { atime, mtime } = statSync(path)
  writeFileSync(path, 'FROM z\n')
  utimesSync(path, atime, mtime)
}

function replaceByCopy(path: string): void {
  linkSync(path, `${path}.kept`)
  writeFileSync(`${path}.new`, 'FROM a\n')
  renameSync(`${path}.new`, path)
}

function becomeFile(path: string): void {
  rmSync(path, { recursive: true })
  writeFileSync(path, '')
}

function relink(path: string): void {
  rmSync(path)
  mkdirSync(`${path}-target`)
  writeFileSync(`${path}-target/Dockerfile`, '')
  symlinkSync('app-manifest.json', path)
}
