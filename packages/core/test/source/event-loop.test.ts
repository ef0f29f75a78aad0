import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { exampleApp } from '../../src/diagnostic/rule.js'
import { directorySource } from '../../src/source/directory-source.js'
import { scanSource } from '../../src/source/scan-source.js'
import { makeTree } from '../diagnostic/make-tree.js'

/** Apps, every tenth of them broken. */
function writeApps(path: string, count: number): void {
  const manifest = exampleApp('{ "name": "web", "type": "frontend", "path": ".", "port": 3000 }')
  for (let index = 0; index < count; index++) {
    const folder = join(path, `app-${index}`)
    mkdirSync(folder)
    writeFileSync(
      join(folder, 'app-manifest.json'),
      index % 10 === 0 ? manifest.replace(',', ',,') : manifest,
    )
    writeFileSync(join(folder, 'Dockerfile'), 'FROM a\nEXPOSE 3000\n')
  }
}

/** The longest stretch of work between two turns of the event loop, in milliseconds of processor time. */
async function longestStretch(
  work: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly turns: number }> {
  let ms = 0
  let turns = 0
  let last = process.cpuUsage()
  let isDone = false
  const turn = () => {
    // Not the clock: on a busy machine that counts what other processes do.
    const { user, system } = process.cpuUsage(last)
    ms = Math.max(ms, (user + system) / 1000)
    turns++
    last = process.cpuUsage()
    if (!isDone) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isDone = true
  turn()
  return { ms, turns }
}

describe('a scan of 500 apps', () => {
  it('lets the event loop have its turn', async () => {
    using tree = makeTree()
    writeApps(tree.path, 500)
    const source = directorySource(tree.path)
    // The first one is slower, as its code is not compiled yet.
    const known = new Map(
      (await scanSource(source, { known: new Map() })).map(app => [app.folder, app.fingerprint]),
    )
    const inFull = await longestStretch(() => scanSource(source, { known: new Map() }))
    const unchanged = await longestStretch(() => scanSource(source, { known }))
    expect(inFull.turns).to.be.above(2)
    expect(inFull.ms).to.be.below(50)
    expect(unchanged.ms).to.be.below(50)
  })
})
