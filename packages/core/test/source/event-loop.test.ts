import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
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

describe('a scan of 2,000 apps', () => {
  it('lets the event loop have its turn', async () => {
    using tree = makeTree()
    writeApps(tree.path, 2000)
    const source = directorySource(tree.path)
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const apps = await scanSource(source, { known: new Map() })
    await scanSource(source, { known: new Map(apps.map(app => [app.folder, app.fingerprint])) })
    delay.disable()
    clearInterval(timer)
    expect(turns).to.be.above(5)
    // Slices are 10 ms; other processes of a busy machine may take their share of the rest.
    expect(delay.percentile(90) / 1e6).to.be.below(50)
  })
})
