import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { watchDirectory } from '../../src/source/watch-directory.js'
import { until } from '../../src/testing/until.js'
import { makeTree } from '../diagnostic/make-tree.js'

describe('watchDirectory', () => {
  /** `folder`: the one that is named; without it the whole directory has to be looked at. */
  const steps: readonly { name: string; folder?: string; change: (path: string) => void }[] = [
    {
      name: 'a file that is written',
      folder: 'a',
      change: path => writeFileSync(join(path, 'a/app-manifest.json'), '1'),
    },
    {
      name: 'a file in a folder below',
      folder: 'a',
      change: path => writeFileSync(join(path, 'a/web/Dockerfile'), '2'),
    },
    { name: 'a new app', folder: 'b', change: path => mkdirSync(join(path, 'b/web'), { recursive: true }) },
    {
      name: 'a file in a new app',
      folder: 'b',
      change: path => writeFileSync(join(path, 'b/web/Dockerfile'), '3'),
    },
    { name: 'a renamed app', folder: 'c', change: path => renameSync(join(path, 'b'), join(path, 'c')) },
    {
      name: 'a file in a renamed app',
      folder: 'c',
      change: path => writeFileSync(join(path, 'c/web/Dockerfile'), '4'),
    },
    { name: 'an app that goes', folder: 'c', change: path => rmSync(join(path, 'c'), { recursive: true }) },
    {
      name: 'an app in the place of another',
      folder: 'c',
      change: path => mkdirSync(join(path, 'c/web'), { recursive: true }),
    },
    {
      name: 'a file in that',
      folder: 'c',
      change: path => writeFileSync(join(path, 'c/web/Dockerfile'), '5'),
    },
    {
      name: 'a directory that goes and comes back',
      change: path => {
        rmSync(path, { recursive: true })
        mkdirSync(join(path, 'd'), { recursive: true })
      },
    },
    {
      name: 'a file in what came back',
      folder: 'd',
      change: path => writeFileSync(join(path, 'd/app-manifest.json'), '6'),
    },
  ]
  it('tells of whatever happens to its apps', async () => {
    using tree = makeTree({ 'apps/a/app-manifest.json': '', 'apps/a/web/Dockerfile': '' })
    const apps = join(tree.path, 'apps')
    const told: (readonly string[] | undefined)[] = []
    const error: unknown[] = []
    using _watch = watchDirectory(apps, {
      onChange: folders => told.push(folders),
      onError: thrown => error.push(thrown),
    })
    await until(() => told.length > 0, 'the first look')
    expect(told[0]).to.equal(undefined)
    for (const { name, folder, change } of steps) {
      await settled(() => told.length)
      told.length = 0
      change(apps)
      const isTold = () => told.some(folders => folders === undefined || folders.includes(folder ?? ''))
      await until(isTold, name)
      if (folder !== undefined) expect(told, name).to.not.include(undefined)
    }
    expect(error).to.deep.equal([])
  })

  it('names links, too: what they lead to may be in what changes; and nothing that is no app', async () => {
    using tree = makeTree({ 'a/app-manifest.json': '', '.git/x': '' })
    symlinkSync('a', join(tree.path, 'linked'))
    const told: (readonly string[] | undefined)[] = []
    using _watch = watchDirectory(tree.path, { onChange: folders => told.push(folders), onError: fail })
    await until(() => told.length > 0, 'the first look')
    writeFileSync(join(tree.path, '.hidden'), '')
    writeFileSync(join(tree.path, 'a/app-manifest.json'), '1')
    await until(() => told.length > 1, 'a change')
    expect(told[1]).to.deep.equal(['a', 'linked'])
    rmSync(join(tree.path, 'linked'))
    await until(() => told.some(folders => folders?.[0] === 'linked'), 'the link that goes')
    told.length = 0
    writeFileSync(join(tree.path, 'a/app-manifest.json'), '2')
    await until(() => told.length > 0, 'another change')
    expect(told[0]).to.deep.equal(['a'])
  })

  it('says that anything may have changed when more happens than the system keeps', async function () {
    const most = 16_384
    if (queuedEvents() !== most) this.skip()
    using tree = makeTree({ 'a/x': '', 'b/x': '', 'last/x': '' })
    const told: (readonly string[] | undefined)[] = []
    using _watch = watchDirectory(tree.path, { onChange: folders => told.push(folders), onError: fail })
    await until(() => told.length > 0, 'the first look')
    await settled(() => told.length)
    told.length = 0
    // Nobody reads events meanwhile; equal ones in a row would be one.
    for (let index = 0; index <= most / 2; index++)
      for (const folder of ['a', 'b']) utimesSync(join(tree.path, folder, 'x'), index, index)
    writeFileSync(join(tree.path, 'last/x'), 'lost')
    await until(() => told.length > 0, 'something')
    await settled(() => told.length)
    expect(told.some(folders => folders?.includes('last'))).to.equal(false)
    expect(told.at(-1)).to.equal(undefined)
  })

  it('says why when there is no watch to be had', () => {
    // A process that may open nothing more: so it is when the limit of watches is reached.
    const program = `
      import { closeSync, openSync } from 'node:fs'
      import { watchDirectory } from ${JSON.stringify(new URL('../../src/source/watch-directory.js', import.meta.url).href)}
      const open = []
      try { for (;;) open.push(openSync('/dev/null')) } catch {}
      watchDirectory('.', { onChange: () => {}, onError: error => process.exitCode = error.code === 'EMFILE' ? 7 : 1 })
      for (const file of open) closeSync(file)`
    const args = ['-c', 'ulimit -n 200; exec "$0" --input-type=module -e "$1"', process.execPath, program]
    expect(spawnSync('/bin/sh', args, { cwd: tmpdir(), stdio: 'inherit' }).status).to.equal(7)
  })
})

function queuedEvents(): number {
  const file = '/proc/sys/fs/inotify/max_queued_events'
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
}

function fail(error: unknown): never {
  throw error
}

/** Waits until a number has not changed for a while: what is still to come belongs to the step before. */
async function settled(read: () => number): Promise<void> {
  for (let last = -1; last !== read(); ) {
    last = read()
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}
