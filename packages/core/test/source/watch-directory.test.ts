import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { watchDirectory } from '../../src/source/watch-directory.js'
import { until } from '../../src/testing/until.js'
import { makeTree } from '../diagnostic/make-tree.js'

describe('watchDirectory', () => {
  const steps: readonly { name: string; change: (path: string) => void }[] = [
    { name: 'a file that is written', change: path => writeFileSync(join(path, 'a/app-manifest.json'), '1') },
    { name: 'a file in a folder below', change: path => writeFileSync(join(path, 'a/web/Dockerfile'), '2') },
    { name: 'a new app', change: path => mkdirSync(join(path, 'b/web'), { recursive: true }) },
    { name: 'a file in a new app', change: path => writeFileSync(join(path, 'b/web/Dockerfile'), '3') },
    { name: 'a renamed app', change: path => renameSync(join(path, 'b'), join(path, 'c')) },
    { name: 'a file in a renamed app', change: path => writeFileSync(join(path, 'c/web/Dockerfile'), '4') },
    { name: 'an app that goes', change: path => rmSync(join(path, 'c'), { recursive: true }) },
    {
      name: 'an app in the place of another',
      change: path => mkdirSync(join(path, 'c/web'), { recursive: true }),
    },
    { name: 'a file in that', change: path => writeFileSync(join(path, 'c/web/Dockerfile'), '5') },
    {
      name: 'a directory that goes and comes back',
      change: path => {
        rmSync(path, { recursive: true })
        mkdirSync(join(path, 'd'), { recursive: true })
      },
    },
    {
      name: 'a file in what came back',
      change: path => writeFileSync(join(path, 'd/app-manifest.json'), '6'),
    },
  ]
  it('tells of whatever happens to its apps', async () => {
    using tree = makeTree({ 'apps/a/app-manifest.json': '', 'apps/a/web/Dockerfile': '' })
    const apps = join(tree.path, 'apps')
    let changes = 0
    let seen = 0
    const error: unknown[] = []
    using _watch = watchDirectory(apps, { onChange: () => changes++, onError: thrown => error.push(thrown) })
    await until(() => changes > 0, 'the first look')
    for (const { name, change } of steps) {
      await settled(() => changes)
      seen = changes
      change(apps)
      await until(() => changes > seen, name)
    }
    expect(error).to.deep.equal([])
  })
})

/** Waits until a number has not changed for a while: what is still to come belongs to the step before. */
async function settled(read: () => number): Promise<void> {
  for (let last = -1; last !== read(); ) {
    last = read()
    await new Promise(resolve => setTimeout(resolve, 300))
  }
}
