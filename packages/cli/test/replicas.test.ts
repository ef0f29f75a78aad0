import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Event } from '@waybill/core'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Replica, startReplica } from './support/replica.js'
import { until } from './support/until.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

describe('two replicas on one PostgreSQL', function () {
  this.timeout(60_000)
  let directory: string
  let database: TestDatabase
  let one: Replica
  let other: Replica

  const writeApp = (slug: string, appName: string): void => {
    mkdirSync(join(directory, slug), { recursive: true })
    writeFileSync(join(directory, slug, 'app-manifest.json'), JSON.stringify({ appName, components: [] }))
  }
  const list = async ({ url }: Replica, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/api/v1/catalog`, { headers })
    return { status: response.status, etag: response.headers.get('ETag') ?? '', text: await response.text() }
  }

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-replicas-'))
    cpSync(join(examples, 'apps'), directory, { recursive: true })
    database = await testDatabase()
    one = await startReplica({ database: database.url, apps: directory })
    other = await startReplica({ database: database.url, apps: directory, worker: false })
  })
  after(async () => {
    await one.close()
    await other.close()
    await database.drop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('read what the other one has synced, at once and never anything older', async () => {
    for (let round = 0; round < 25; round += 1) {
      const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one]
      writeApp('moving', `Round ${round}`)
      await writer.client.catalog.sync()
      const reads = await Promise.all(Array.from({ length: 8 }, () => list(reader)))
      for (const { text } of reads) expect(text).to.include(`"Round ${round}"`)
      expect((await reader.client.catalog.get('moving')).appName).to.equal(`Round ${round}`)
    }
  })

  it('tell of a sync that the other one was asked for and did not wait for', async () => {
    const started = await Promise.all(Array.from({ length: 5 }, () => one.client.catalog.startSync()))
    for (const { id } of started) {
      expect(await other.client.catalog.getSync(id)).to.include({ id, error: null })
      const ended = await until(
        () => other.client.catalog.getSync(id),
        ({ status }) => status !== 'running',
      )
      expect(ended.status).to.equal('completed')
      expect((await other.client.catalog.syncs()).filter(sync => sync.id === id)).to.deep.equal([ended])
    }
  })

  it('have the same ETag, which holds until either of them syncs something new', async () => {
    const { etag } = await list(one)
    expect((await list(other)).etag).to.equal(etag)
    expect((await list(other, { 'If-None-Match': etag })).status).to.equal(304)
    await one.client.catalog.sync()
    expect((await list(other, { 'If-None-Match': etag })).status).to.equal(304)
    writeApp('later', 'Later')
    await one.client.catalog.sync()
    expect((await list(other, { 'If-None-Match': etag })).status).to.equal(200)
  })

  it('tell on one what happens on the other, without a gap', async () => {
    const { last } = await one.client.events.list()
    const seen: Event[] = []
    const reading = (async () => {
      for await (const event of other.client.events.follow({ after: last })) {
        seen.push(event)
        if (event.subject.name === 'ending') return
      }
    })()
    for (const slug of ['beginning', 'middle', 'ending']) {
      writeApp(slug, slug)
      await one.client.catalog.sync()
    }
    await reading
    expect(seen.map(({ number }) => number)).to.deep.equal(seen.map((_, index) => last + 1 + index))
  })

  it('follow on one the run that the other executes', async () => {
    const { currentRun } = await other.client.workspaces.create({ appSlug: 'shop', idempotencyKey: 'pr-1' })
    let lines = 0
    for await (const _ of other.client.runs.follow(currentRun.id)) lines += 1
    expect(lines).to.be.greaterThan(0)
    expect((await other.client.runs.get(currentRun.id)).status).to.equal('applied')
  })

  it('answer a repeated request once between them', async () => {
    const input = { appSlug: 'shop', idempotencyKey: 'pr-2' }
    const made = await one.client.workspaces.create(input)
    expect((await other.client.workspaces.create(input)).id).to.equal(made.id)
    const headers = { 'Idempotency-Key': 'sync-1' }
    const sync = async ({ url }: Replica) => fetch(`${url}/api/v1/catalog/sync`, { method: 'POST', headers })
    const [first, again] = [await sync(one), await sync(other)]
    expect(again.headers.get('Idempotency-Replayed')).to.equal('true')
    expect(await again.text()).to.equal(await first.text())
  })
})
