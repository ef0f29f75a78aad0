import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createWaybill } from '../../src/create-waybill.js'
import type { GitSourceOptions } from '../../src/source/git/git-repository.js'
import { gitSource } from '../../src/source/git/git-source.js'
import { scanSource } from '../../src/source/scan-source.js'
import { rejection, until } from '../../src/testing/until.js'
import { makeRepository } from './make-repository.js'

const manifest = (port = 3000, appName = 'A') =>
  JSON.stringify({ appName, components: [{ name: 'web', type: 'frontend', path: 'web', port }] })
const shop = (folder: string, port?: number) => ({
  [`${folder}/app-manifest.json`]: manifest(port, folder),
  [`${folder}/web/Dockerfile`]: 'FROM scratch\n',
})

const env = process.env
const scan = async (options: GitSourceOptions) => {
  const found = await scanSource(gitSource({ env, ...options }), { known: new Map() })
  return found.map(app => [app.folder, app.unchanged ? [] : app.diagnostics.map(({ message }) => message)])
}
const folders = async (options: GitSourceOptions) => (await scan(options)).map(([folder]) => folder)

describe('gitSource', () => {
  it('reads branches, tags and commits of a bare repository, and of a shallow clone', async () => {
    using repository = makeRepository()
    const first = repository.commit(shop('a'))
    repository.git('tag', '-a', 'v1', '-m', 'one')
    repository.git('checkout', '-q', '-b', 'next')
    repository.commit(shop('b'))
    const bare = join(repository.path, '.git/bare')
    repository.git('clone', '--quiet', '--bare', '.', bare)
    expect(await folders({ repository: bare, ref: 'next' })).to.deep.equal(['a', 'b'])
    expect(await folders({ repository: bare, ref: 'main' })).to.deep.equal(['a'])
    expect(await folders({ repository: bare, ref: 'v1' })).to.deep.equal(['a'])
    expect(await folders({ repository: bare, ref: first.slice(0, 10) })).to.deep.equal(['a'])
    const shallow = join(repository.path, '.git/shallow')
    repository.git('clone', '--quiet', '--depth=1', `file://${bare}`, shallow)
    expect(await folders({ repository: shallow })).to.deep.equal(['a', 'b'])
  })

  it('takes submodules and names that are not UTF-8 for what they are, and looks into neither', async () => {
    using repository = makeRepository()
    repository.commit({ ...shop('a'), 'b/app-manifest.json': manifest() })
    repository.git('clone', '--quiet', '.', 'sub')
    repository.git('clone', '--quiet', '.', 'b/web')
    // Added as what they are: Git takes a repository inside of another one for a submodule.
    repository.git('add', 'sub', 'b/web')
    mkdirSync(Buffer.concat([Buffer.from(`${repository.path}/`), Buffer.from([0xe4])]))
    writeFileSync(Buffer.concat([Buffer.from(`${repository.path}/`), Buffer.from([0xe4, 0x2f, 0x78])]), '')
    repository.commit({})
    const found = Object.fromEntries(await scan({ repository: repository.path }))
    expect(found.sub?.[0]).to.contain('submodule')
    expect(found.b?.[0]).to.contain('submodule')
    expect(found['\ufffd']?.join()).to.contain('UTF-8')
    expect(found.a).to.deep.equal([])
  })

  it('keeps a huge file out of memory, and reads what comes after it', async () => {
    using repository = makeRepository()
    repository.commit({ ...shop('b'), 'a/app-manifest.json': 'x'.repeat(70 * 2 ** 20) })
    const found = Object.fromEntries(await scan({ repository: repository.path }))
    expect(found.a?.[0]).to.contain('73400320')
    expect(found.b).to.deep.equal([])
  })

  const refusals: readonly { name: string; options: Partial<GitSourceOptions>; message: RegExp }[] = [
    { name: 'a ref that is not there', options: { ref: 'nope' }, message: /no commit "nope"/ },
    { name: 'a folder that is not there', options: { folder: 'apps' }, message: /no folder "apps"/ },
    {
      name: 'a folder that is a file',
      options: { folder: 'a/app-manifest.json' },
      message: /a file, not a folder/,
    },
  ]
  for (const { name, options, message } of refusals)
    it(`says so: ${name}`, async () => {
      using repository = makeRepository()
      repository.commit(shop('a'))
      const error = await rejection(scan({ repository: repository.path, ...options }))
      expect(error).to.have.property('code', 'SOURCE_UNAVAILABLE')
      expect(String(error)).to.match(message)
    })

  it('says so: a repository without a commit, none at all, a folder inside of one', async () => {
    using repository = makeRepository()
    expect(String(await rejection(scan({ repository: repository.path })))).to.contain('no commit yet')
    mkdirSync(join(repository.path, 'inside'))
    const inside = await rejection(scan({ repository: join(repository.path, 'inside') }))
    expect(String(inside)).to.contain('a folder inside of a Git repository')
    const none = await rejection(scan({ repository: join(repository.path, 'none') }))
    expect(none).to.have.property('code', 'SOURCE_UNAVAILABLE')
    const noGit = await rejection(scan({ repository: repository.path, command: '/nowhere/git' }))
    expect(String(noGit)).to.contain('no git')
  })

  const wrong: readonly { name: string; options: GitSourceOptions }[] = [
    { name: 'a protocol that runs a program', options: { repository: 'ext::sh -c id' } },
    { name: 'a protocol without protection', options: { repository: 'git://host/x' } },
    { name: 'an option as repository', options: { repository: '--upload-pack=id' } },
    { name: 'an option as ref', options: { repository: '.', ref: '--all' } },
    { name: 'a range as ref', options: { repository: '.', ref: 'a..b' } },
    { name: 'a ref with a line feed', options: { repository: '.', ref: 'a\nb' } },
    { name: 'a folder above', options: { repository: '.', folder: '../x' } },
    { name: 'a URL without a place for its copy', options: { repository: 'https://host/x' } },
  ]
  for (const { name, options } of wrong)
    it(`refuses ${name}`, () => {
      expect(() => gitSource(options))
        .to.throw()
        .with.property('code', 'INVALID_INPUT')
    })

  it('shows no password', async () => {
    using repository = makeRepository()
    const source = gitSource({
      repository: 'ssh://me:secret@127.0.0.1:1/x.git',
      cacheDir: repository.path,
      env: { ...env, GIT_SSH_COMMAND: 'false' },
    })
    expect(source.info.location).to.equal('ssh://127.0.0.1:1/x.git')
    const error = await rejection(scanSource(source, { known: new Map() }))
    expect(error).to.have.property('code', 'SOURCE_UNAVAILABLE')
    expect(String(error)).to.not.contain('secret')
  })

  it('runs nothing that a repository is set up to run', async () => {
    using repository = makeRepository()
    repository.commit(shop('a'))
    const ran = join(repository.path, 'ran')
    for (const key of ['core.fsmonitor', 'core.sshCommand', 'uploadpack.packObjectsHook'])
      repository.git('config', key, `touch ${ran};`)
    const options = { cacheDir: join(repository.path, '.git/copies'), env }
    const source = gitSource({ repository: `file://${repository.path}`, ...options })
    await source.refresh?.({})
    await source.refresh?.({})
    expect(await folders({ repository: repository.path })).to.deep.equal(['a'])
    expect(() => execFileSync('test', ['-e', ran])).to.throw()
  })
})

describe('A catalog that follows Git', () => {
  it('tells the commit of each revision, follows a rewritten history, and keeps what it has when a fetch fails', async () => {
    using repository = makeRepository()
    const first = repository.commit({ ...shop('a'), ...shop('b') })
    const remote = join(repository.path, '.git/remote.git')
    repository.git('clone', '--quiet', '--bare', '.', remote)
    const cacheDir = join(repository.path, '.git/copies')
    const source = gitSource({ repository: `file://${remote}`, ref: 'main', cacheDir, env })
    await using waybill = await createWaybill({ source, worker: false })
    const cold = await waybill.catalog.sync()
    expect(cold.source).to.deep.equal({ kind: 'git', location: `file://${remote}`, commit: first })
    expect((await waybill.catalog.get('a')).source.commit).to.equal(first)
    expect((await waybill.catalog.sync()).counts).to.include({ found: 2, unchanged: 2 })

    // The branch is now another history, as after a force push.
    repository.git('checkout', '-q', '--orphan', 'other')
    const second = repository.commit({ ...shop('a', 3001), ...shop('c') })
    repository.git('push', '--quiet', '--force', remote, 'other:main')
    const rewritten = await waybill.catalog.sync()
    expect(rewritten.counts).to.include({ found: 3, unchanged: 1, changed: 1, added: 1 })
    const revisions = await waybill.catalog.revisions('a')
    expect(revisions.map(({ commit }) => commit)).to.deep.equal([second, first])

    rmSync(remote, { recursive: true })
    const error = await rejection(waybill.catalog.sync())
    expect(error).to.have.property('code', 'SOURCE_UNAVAILABLE')
    expect(String(error)).to.contain('cannot be fetched')
    expect((await waybill.catalog.list()).total).to.equal(3)
    const [last] = await waybill.catalog.syncs()
    expect(last).to.include({ status: 'failed' })
  })

  it('is told when its branch moves, also in a linked work tree and after refs were packed', async () => {
    using repository = makeRepository()
    repository.commit(shop('a'))
    const linked = join(repository.path, '.git/linked')
    repository.git('worktree', 'add', '--quiet', '-b', 'other', linked)
    for (const path of [repository.path, linked]) {
      const told: unknown[] = []
      const errors: unknown[] = []
      const options = {
        onChange: (folders: unknown) => told.push(folders),
        onError: (error: unknown) => errors.push(error),
      }
      using _watch = gitSource({ repository: path, env }).watch?.(options)
      await until(() => told.length > (path === linked ? 1 : 0), 'the first look')
      for (const step of [
        ['commit', '-q', '--allow-empty', '-m', 'x'],
        ['pack-refs', '--all'],
        ['branch', 'feature/x/y', '-f'],
      ]) {
        const before = told.length
        repository.git('-C', path, ...step)
        await until(() => told.length > before, step.join(' '))
      }
      expect([told.every(folders => folders === undefined), errors]).to.deep.equal([true, []])
    }
    expect(gitSource({ repository: 'https://host/x', cacheDir: repository.path }).watch).to.equal(undefined)
  })

  it('finds its folder below others, and what changes in it', async () => {
    using repository = makeRepository()
    repository.commit({ ...shop('deep/er/apps/a'), ...shop('deep/er/apps/b'), 'deep/x': '' })
    const source = gitSource({ repository: repository.path, folder: 'deep/er/apps', env })
    await using waybill = await createWaybill({ source, worker: false })
    expect((await waybill.catalog.sync()).counts).to.include({ added: 2 })
    const elsewhere = repository.commit({ 'deep/x': 'changed' })
    const unchanged = await waybill.catalog.sync()
    expect(unchanged.counts).to.include({ unchanged: 2 })
    expect(unchanged.source.commit).to.equal(elsewhere)
    const [revision] = await waybill.catalog.revisions('a')
    expect(revision).to.include({ repository: repository.path, path: 'deep/er/apps/a/app-manifest.json' })
    repository.commit({ ...shop('deep/er/apps/b', 3001), ...shop('deep/er/apps/c') })
    expect((await waybill.catalog.sync()).counts).to.include({ unchanged: 1, changed: 1, added: 1 })
  })

  it('reads again what it has to, when another process has changed the catalog', async () => {
    using repository = makeRepository()
    repository.commit({ ...shop('a'), ...shop('b') })
    const source = gitSource({ repository: repository.path, env })
    await using waybill = await createWaybill({ source, worker: false })
    await waybill.catalog.sync()
    repository.commit({ 'a/app-manifest.json': '{' })
    expect((await waybill.catalog.sync()).counts).to.include({ broken: 1, unchanged: 1 })
    repository.commit({ 'a/app-manifest.json': manifest(3000, 'a'), 'B_/x': '', ...shop('b_', 3000) })
    // `b_` has the slug of `b`: both get the finding, also the one that did not change.
    expect((await waybill.catalog.sync()).counts).to.include({ recovered: 1 })
    expect((await waybill.catalog.get('b')).diagnostics.map(({ code }) => code)).to.deep.equal(['WB401'])
    repository.commit({ 'b_/app-manifest.json': undefined, 'b_/web/Dockerfile': undefined })
    await waybill.catalog.sync()
    expect((await waybill.catalog.get('b')).diagnostics).to.deep.equal([])
  })
})
