import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from '@waybill/client'
import type { Event } from '@waybill/core'
import { type LocalPostgres, startLocalPostgres } from '@waybill/local-postgres'
import { embeddedBinaries } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Replica, startReplica } from './support/replica.js'
import { until } from './support/until.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

/** Twenty are asked for by the one who tries it by hand; the rules are the same. */
const outageMs = Number(process.env.WAYBILL_OUTAGE_SECONDS ?? 4) * 1000

interface Answer {
  readonly path: string
  readonly status: number
  readonly retryAfter: string | null
  readonly durationMs: number
}

describe('a database that goes away under load and comes back', function () {
  this.timeout(120_000)
  let directory: string
  let database: LocalPostgres
  let replica: Replica

  const start = () =>
    startLocalPostgres({
      dataDir: join(directory, 'postgres'),
      binDir: embeddedBinaries(),
      durable: false,
    })

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-outage-'))
    database = await start()
    replica = await startReplica({ database: database.url, apps: join(examples, 'apps') })
    await replica.client.catalog.sync()
  })
  after(async () => {
    await replica.close()
    await database.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('is told by 503, hangs no request, and leaves nothing behind', async () => {
    const answers: Answer[] = []
    let loaded = true
    const ask = async (method: string, path: string): Promise<Answer> => {
      const startedAt = performance.now()
      const response = await fetch(`${replica.url}${path}`, { method })
      await response.arrayBuffer()
      return {
        path,
        status: response.status,
        retryAfter: response.headers.get('Retry-After'),
        durationMs: performance.now() - startedAt,
      }
    }
    const load = async (method: string, path: string): Promise<void> => {
      while (loaded) {
        answers.push(await ask(method, path))
        await delay(20)
      }
    }
    const targets: readonly (readonly [string, string])[] = [
      ['GET', '/api/v1/catalog'],
      ['GET', '/api/v1/catalog/shop'],
      ['GET', '/api/v1/workspaces'],
      ['GET', '/api/v1/events'],
      ['POST', '/api/v1/catalog/sync'],
      ['GET', '/readyz'],
    ]
    const loads = [...targets, ...targets].map(([method, path]) => load(method, path))
    const { last } = await replica.client.events.list()
    const seen: Event[] = []
    const stop = new AbortController()
    const reader = createClient({ url: replica.url })
    const reading = (async () => {
      for await (const event of reader.events.follow({ after: last, signal: stop.signal })) seen.push(event)
    })().catch((error: unknown) => {
      if (!stop.signal.aborted) throw error
    })
    const { url } = database
    await until(
      async () => answers.length,
      count => count > 50,
    )
    await database.stop()
    const before = answers.length
    await delay(outageMs)
    const during = answers.slice(before)
    database = await start()
    expect(database.url).to.equal(url)
    await until(
      () => ask('GET', '/readyz'),
      ({ status }) => status === 200,
      30_000,
    )
    const { workspaces } = replica.client
    const made = await workspaces.create({ appSlug: 'shop' })
    await until(
      () => workspaces.get(made.id),
      ({ status }) => status === 'ready',
      30_000,
    )
    loaded = false
    await Promise.all(loads)

    expect(during.filter(({ status }) => status === 503).length).to.be.greaterThan(10)
    const unexpected = answers.filter(({ status }) => status !== 200 && status !== 503)
    expect(unexpected).to.deep.equal([])
    for (const { status, retryAfter } of answers)
      if (status === 503) expect(Number(retryAfter)).to.be.greaterThan(0)
    const longestMs = Math.max(...answers.map(({ durationMs }) => durationMs))
    expect(longestMs, 'the slowest request').to.be.lessThan(5000)
    for (const [method, path] of targets) expect((await ask(method, path)).status, path).to.equal(200)

    const { items } = await replica.client.events.list({ after: last, limit: 1000 })
    await until(
      async () => seen.length,
      count => count >= items.length,
    )
    stop.abort()
    await reading
    await reader.close()
    expect(seen.slice(0, items.length).map(({ number }) => number)).to.deep.equal(
      items.map((_, index) => last + 1 + index),
    )
  })
})
