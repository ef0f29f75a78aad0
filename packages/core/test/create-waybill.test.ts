import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createWaybill } from '../src/create-waybill.js'
import { WaybillError } from '../src/error/waybill-error.js'
import type { LogEntry } from '../src/log/log-entry.js'
import { memoryStorage } from '../src/memory/memory-storage.js'
import { directorySource } from '../src/source/directory-source.js'
import { expectCode } from '../src/testing/expect-code.js'
import { rejection } from '../src/testing/until.js'
import { shopSource } from './support/fixed-source.js'
import { useScratchDir } from './support/scratch-dir.js'
import { makeUnreliable } from './support/unreliable-storage.js'

describe('createWaybill', () => {
  const dir = useScratchDir()

  it('needs a source and nothing else: from an app folder to a workspace and back', async () => {
    await dir.write({
      'shop/app-manifest.json': JSON.stringify({
        appName: 'Shop',
        components: [{ name: 'api', type: 'backend', path: './api', port: 8080 }],
      }),
      'shop/api/Dockerfile': 'FROM node\n',
    })
    await using waybill = await createWaybill({ source: directorySource(dir.path) })
    const report = await waybill.catalog.sync()
    expect(report.counts).to.deep.include({ found: 1, active: 1 })
    const workspace = await waybill.workspaces.create({ appSlug: 'shop', idempotencyKey: 'pr-42' })
    const messages: string[] = []
    for await (const line of waybill.runs.follow(workspace.currentRun.id)) messages.push(line.message)
    expect(messages.at(-1)).to.equal('Applied: the workspace is ready.')
    const ready = await waybill.workspaces.get(workspace.name)
    expect(ready).to.deep.include({ status: 'ready', endpoints: { api: 'http://localhost:8080' } })
    const leaving = await waybill.workspaces.destroy(ready.id)
    for await (const line of waybill.runs.follow(leaving.currentRun.id)) messages.push(line.message)
    expect((await waybill.workspaces.get(ready.id)).status).to.equal('destroyed')
  })

  it('executes nothing without a worker', async () => {
    await using waybill = await createWaybill({ source: shopSource(), worker: false })
    await waybill.catalog.sync()
    const { currentRun } = await waybill.workspaces.create({ appSlug: 'shop' })
    expect((await waybill.runs.get(currentRun.id)).status).to.equal('pending')
  })

  it('says how everything is that it stands on', async () => {
    await using waybill = await createWaybill({ source: shopSource(), worker: false })
    await waybill.catalog.sync()
    expect(await waybill.health()).to.deep.equal({
      ok: true,
      database: { kind: 'memory', version: null, location: 'memory', ok: true, error: null },
      source: { kind: 'directory', location: '/apps', ok: true, error: null },
      engines: [
        { name: 'simulated', available: true, version: null, detail: 'built in; makes nothing real' },
      ],
      catalogVersion: 1,
    })
  })

  it('is well without its source, and not without its database', async () => {
    const storage = memoryStorage()
    const away = async () => {
      throw new WaybillError('STORAGE_UNAVAILABLE', 'The database is away.')
    }
    const source = directorySource(`${dir.path}/missing`)
    await using waybill = await createWaybill({ source, storage, worker: false })
    const health = await waybill.health()
    expect(health.ok).to.equal(true)
    expect(health.source.ok).to.equal(false)
    expect(health.source.error).to.include('does not exist')
    storage.ping = away
    expect(await waybill.health()).to.deep.include({ ok: false })
    expect((await waybill.health()).database).to.deep.include({ ok: false, error: 'The database is away.' })
  })

  it('closes its storage with it, once, however often it is closed', async () => {
    const storage = memoryStorage()
    let closed = 0
    const close = storage.close.bind(storage)
    storage.close = async () => {
      closed += 1
      await close()
    }
    const waybill = await createWaybill({ source: shopSource(), storage })
    await Promise.all([waybill.close(), waybill.close()])
    await waybill[Symbol.asyncDispose]()
    expect(closed).to.equal(1)
  })

  it('does not come about when its worker cannot say that it lives', async () => {
    const storage = memoryStorage()
    const error = new WaybillError('STORAGE_UNAVAILABLE', 'The database is away.')
    storage.runs.saveWorker = async () => {
      throw error
    }
    expect(await rejection(createWaybill({ source: shopSource(), storage }))).to.equal(error)
  })

  it('hands its log over and prints nothing', async () => {
    const log: LogEntry[] = []
    await using waybill = await createWaybill({ source: shopSource(), onLog: entry => log.push(entry) })
    await waybill.catalog.sync()
    const { currentRun } = await waybill.workspaces.create({ appSlug: 'shop' })
    for await (const _ of waybill.runs.follow(currentRun.id));
    await waybill.close()
    expect(log.map(({ level, message }) => `${level} ${message}`)).to.deep.equal([
      'info Run ended: complete.',
    ])
    expect(log[0]?.fields).to.deep.include({ runId: currentRun.id, attempt: 1 })
  })

  it('takes templates from a folder, and says which it takes by itself', async () => {
    await dir.write({
      'a/template.json': JSON.stringify({ title: 'A', engine: 'simulated' }),
      'b/template.json': JSON.stringify({ title: 'B', engine: 'simulated' }),
    })
    const options = { source: shopSource(), templates: dir.path, worker: false } as const
    await using one = await createWaybill({ ...options, defaultTemplate: 'b' })
    await one.catalog.sync()
    expect((await one.workspaces.create({ appSlug: 'shop' })).template.name).to.equal('b')
    expect((await one.workspaces.create({ appSlug: 'shop', template: 'a' })).template.name).to.equal('a')
    await using two = await createWaybill(options)
    await two.catalog.sync()
    const { issues } = await expectCode(two.workspaces.create({ appSlug: 'shop' }), 'INVALID_INPUT')
    expect(issues[0]?.pointer).to.equal('/template')
  })

  it('shows a workspace as outdated once its template has changed', async () => {
    await dir.write({ 'a/template.json': JSON.stringify({ title: 'A', engine: 'simulated' }) })
    const shared = memoryStorage()
    const open = () =>
      createWaybill({
        source: shopSource(),
        storage: makeUnreliable(shared).storage,
        templates: dir.path,
        worker: false,
      })
    await using before = await open()
    await before.catalog.sync()
    const { id, outdated } = await before.workspaces.create({ appSlug: 'shop' })
    expect(outdated).to.deep.equal({ app: false, template: false })
    await dir.write({ 'a/main.tf': '# more' })
    // Another process: a template's version is looked at no more than once a second.
    await using after = await open()
    expect((await after.workspaces.get(id)).outdated).to.deep.equal({ app: false, template: true })
  })

  it('shows no parameter that its template marks as write-only', async () => {
    const parameters = {
      type: 'object',
      properties: { token: { type: 'string', writeOnly: true }, size: { type: 'integer' } },
    }
    await dir.write({ 'a/template.json': JSON.stringify({ title: 'A', engine: 'simulated', parameters }) })
    await using waybill = await createWaybill({ source: shopSource(), templates: dir.path, worker: false })
    await waybill.catalog.sync()
    const asked = { appSlug: 'shop', parameters: { token: 's3cret', size: 2 } }
    const { id, currentRun } = await waybill.workspaces.create(asked)
    const shown = { token: null, size: 2 }
    expect((await waybill.workspaces.get(id)).parameters).to.deep.equal(shown)
    expect((await waybill.workspaces.list()).items[0]?.currentRun.parameters).to.deep.equal(shown)
    expect((await waybill.runs.get(currentRun.id)).parameters).to.deep.equal(shown)
    expect(JSON.stringify(await waybill.events.list({ limit: 1000 }))).to.not.include('s3cret')
  })
})
