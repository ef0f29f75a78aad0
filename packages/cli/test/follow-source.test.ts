import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type CatalogApi,
  createWaybill,
  directorySource,
  type LogEntry,
  type SyncReport,
} from '@waybill/core'
import { until } from '@waybill/core/testing'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { followSource } from '../src/commands/actions/follow-source.js'

const shop = fileURLToPath(new URL('../../../../examples/apps/shop', import.meta.url))

function makeApps(...names: readonly string[]) {
  const path = mkdtempSync(join(tmpdir(), 'waybill-follow-'))
  for (const name of names) cpSync(shop, join(path, name), { recursive: true })
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

describe('followSource', () => {
  it('looks at what changes alone, and after a failed sync at everything', async () => {
    using apps = makeApps('a', 'b')
    const source = directorySource(apps.path)
    const looks: (readonly string[] | 'all')[] = []
    await using waybill = await createWaybill({ source, worker: false })
    await waybill.catalog.sync()
    const reports: SyncReport[] = []
    const said: LogEntry[] = []
    let isAway = false
    const sync: CatalogApi['sync'] = options => {
      looks.push(options?.changed === undefined ? 'all' : [...options.changed])
      return isAway ? Promise.reject(new Error('no database')) : waybill.catalog.sync(options)
    }
    await using _followed = followSource(
      { catalog: { ...waybill.catalog, sync } },
      { source, onSync: report => reports.push(report), onLog: entry => said.push(entry) },
    )
    await until(() => reports.length > 0, 'the first look')
    const changes = () => reports.flatMap(report => report.changes.map(({ kind, slug }) => `${kind} ${slug}`))
    writeFileSync(join(apps.path, 'a/app-manifest.json'), '{')
    await until(() => changes().includes('broken a'), 'the change')
    isAway = true
    writeFileSync(join(apps.path, 'b/app-manifest.json'), '{')
    await until(() => said.length > 0, 'the failure')
    isAway = false
    cpSync(shop, join(apps.path, 'c'), { recursive: true })
    await until(() => changes().includes('added c'), 'the next change')
    expect(changes()).to.include('broken b')
    expect(said.map(({ level, message }) => `${level}: ${message}`)).to.deep.equal([
      'error: A sync failed: no database',
    ])
    expect(looks.slice(0, 4)).to.deep.equal(['all', ['a'], ['b'], 'all'])
  })

  it('takes what changes in many folders at once, and in what comes while it looks', async () => {
    using apps = makeApps(...Array.from({ length: 30 }, (_, index) => `app-${index}`))
    const source = directorySource(apps.path)
    await using waybill = await createWaybill({ source, worker: false })
    const reports: SyncReport[] = []
    await using _followed = followSource(waybill, {
      source,
      onSync: report => reports.push(report),
      onLog: ({ message }) => expect.fail(message),
    })
    await until(() => reports.length > 0, 'the first look')
    for (let index = 0; index < 30; index++) {
      writeFileSync(join(apps.path, `app-${index}/app-manifest.json`), '{')
      if (index % 7 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await until(() => reports.at(-1)?.counts.invalid === 30, 'all of them')
  })

  it('looks at all of it again and again when it cannot be watched, and says so once', async () => {
    using apps = makeApps('a')
    const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
    // No descriptor is left for a watch: what the system's limit of watches looks like, too.
    const program = `
      import { closeSync, openSync, writeFileSync } from 'node:fs'
      import { createWaybill, directorySource } from ${JSON.stringify(import.meta.resolve('@waybill/core'))}
      import { followSource } from ${url('../src/commands/actions/follow-source.js')}
      const source = directorySource('.')
      const waybill = await createWaybill({ source, worker: false })
      await waybill.catalog.sync()
      const open = []
      try { for (;;) open.push(openSync('/dev/null')) } catch {}
      const followed = followSource(waybill, {
        source,
        intervalMs: 50,
        onLog: ({ level, message }) => console.log(level, message),
        onSync: async ({ changes: [change] }) => {
          if (change === undefined) return writeFileSync('a/app-manifest.json', '{')
          console.log(change.kind, change.slug)
          await followed[Symbol.asyncDispose]()
          await waybill.close()
        },
      })
      for (const file of open) closeSync(file)`
    const args = ['-c', 'ulimit -n 300; exec "$0" --input-type=module -e "$1"', process.execPath, program]
    const child = spawn('/bin/sh', args, { cwd: apps.path, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', chunk => {
      output += String(chunk)
    })
    const [exitCode] = await once(child, 'close')
    expect(exitCode).to.equal(0)
    expect(output).to.match(/^warn The source cannot be watched any more \(EMFILE.*\n(broken a\n)$/)
  })
})
