import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId } from '../../src/id/ids.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { endExpired, isDue } from '../../src/workspace/end-expired.js'
import { useScratchDir } from '../support/scratch-dir.js'
import { useWaybillLab } from '../support/waybill-lab.js'

const hour = 3_600_000
const steady = { leaseMs: 60_000 }

describe('a workspace with a time to live', () => {
  const lab = useWaybillLab()
  const sweep = () => endExpired({ storage: lab.storage, clock: lab.clock, newId })
  const get = (id: string) => lab.client.workspaces.get(id)
  const eventsOf = async (id: string) => {
    const { items } = await lab.client.events.list({ limit: 1000 })
    return items.filter(({ subject }) => subject.id === id).map(({ type }) => type)
  }

  it('is destroyed in the background once its time is over, and not before', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker, { ttl: '8h' })
    await worker.waybill.close()
    const { createdAt, expiresAt } = workspace
    expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt)).to.equal(8 * hour)
    lab.advance(8 * hour - 60_000)
    await sweep()
    expect((await get(workspace.id)).status).to.equal('ready')
    lab.advance(61_000)
    await sweep()
    const leaving = await get(workspace.id)
    expect(leaving.status).to.equal('destroying')
    expect(leaving.currentRun).to.deep.include({ kind: 'destroy', background: true, createdBy: null })
    await sweep()
    expect((await get(workspace.id)).currentRun.id).to.equal(leaving.currentRun.id)
  })

  it('is ended by a worker, without anybody’s doing', async () => {
    const worker = await lab.start(steady, { clock: lab.clock })
    const workspace = await lab.createReady(worker, { ttl: '1h' })
    lab.advance(hour + 1000)
    ;(await worker.gated.waiting(1)).open()
    await lab.untilStatus(workspace, 'destroyed')
  })

  it('is announced once, an hour before its end or a tenth of its life', async () => {
    const long = await lab.create({ name: 'long', ttl: '100h' })
    const short = await lab.create({ name: 'short', ttl: '100m' })
    lab.advance(89 * 60_000)
    await sweep()
    expect(await eventsOf(short.id)).to.not.include('workspace.expiring')
    lab.advance(2 * 60_000)
    await sweep()
    await sweep()
    expect((await eventsOf(short.id)).filter(type => type === 'workspace.expiring')).to.have.length(1)
    expect(await eventsOf(long.id)).to.not.include('workspace.expiring')
  })

  it('lives on when it is extended, and is announced again', async () => {
    const workspace = await lab.create({ ttl: '2h' })
    lab.advance(1.9 * hour)
    await sweep()
    const extended = await lab.client.workspaces.patch(workspace.id, { ttl: '3h', actor: 'ada' })
    expect(extended.expiryNoticedAt).to.equal(null)
    lab.advance(hour)
    await sweep()
    expect((await get(workspace.id)).status).to.equal('pending')
    lab.advance(1.9 * hour)
    await sweep()
    expect((await eventsOf(workspace.id)).filter(type => type === 'workspace.expiring')).to.have.length(2)
  })

  it('lives on for good when its end is taken away', async () => {
    const workspace = await lab.create({ ttl: '1h' })
    expect((await lab.client.workspaces.patch(workspace.id, { ttl: null })).expiresAt).to.equal(null)
    lab.advance(1000 * hour)
    await sweep()
    expect((await get(workspace.id)).status).to.equal('pending')
  })

  it('is not extended any more on its way out', async () => {
    const worker = await lab.start(steady)
    const workspace = await lab.createReady(worker, { ttl: '1h' })
    await worker.waybill.close()
    lab.advance(2 * hour)
    await sweep()
    await expectCode(lab.client.workspaces.patch(workspace.id, { ttl: '1h' }), 'WORKSPACE_CONFLICT')
  })

  it('stops a run that goes on, and is destroyed after it', async () => {
    const worker = await lab.start({ leaseMs: 1200 })
    const { currentRun, id } = await lab.create({ ttl: '1h' })
    await worker.gated.waiting(0)
    lab.advance(2 * hour)
    await sweep()
    expect((await lab.untilEnded(currentRun.id)).status).to.equal('canceled')
    const destroyed = await lab.untilStatus({ id } as never, 'destroyed')
    expect(destroyed.currentRun.kind).to.equal('destroy')
  })

  it('does not hold up others by one that cannot be ended', async () => {
    const worker = await lab.start(steady)
    const first = await lab.createReady(worker, { ttl: '1h' })
    const second = await lab.createReady(worker, { ttl: '2h' })
    await worker.waybill.close()
    const record = await lab.storage.workspaces.find({ by: { idOrName: first.id } })
    if (record === undefined) throw new Error('The workspace is gone.')
    await lab.storage.workspaces.update({ ...record, diverged: true })
    lab.advance(3 * hour)
    await sweep()
    expect((await get(first.id)).status).to.equal('ready')
    expect((await get(second.id)).status).to.equal('destroying')
  })
})

describe('the longest life that a template allows', () => {
  const dir = useScratchDir()
  const lab = useWaybillLab(() => ({ templates: dir.path }))
  const write = () =>
    dir.write({
      'brief/template.json': JSON.stringify({ title: 'Brief', engine: 'simulated', maxTtl: '24h' }),
      'brief/main.tf': '',
    })

  it('is what a workspace has that asks for none, and the most that it may ask for', async () => {
    await write()
    const { createdAt, expiresAt } = await lab.create({ template: 'brief' })
    expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt)).to.equal(24 * hour)
    await expectCode(lab.create({ template: 'brief', ttl: '25h' }), 'INVALID_INPUT')
  })

  it('counts from the beginning, however often it is extended', async () => {
    await write()
    const { id } = await lab.create({ template: 'brief', ttl: '1h' })
    lab.advance(10 * hour)
    await lab.client.workspaces.patch(id, { ttl: '13h' })
    await expectCode(lab.client.workspaces.patch(id, { ttl: '15h' }), 'INVALID_INPUT')
    await expectCode(lab.client.workspaces.patch(id, { ttl: null }), 'INVALID_INPUT')
  })
})

describe('isDue', () => {
  const expiresAt = '2026-01-31T10:00:00.000Z'
  const at = (minutes: number) => new Date(Date.parse(expiresAt) + minutes * 60_000)
  const destroy = (from: number, to: number | null) => ({
    createdAt: at(from).toISOString(),
    endedAt: to === null ? null : at(to).toISOString(),
  })
  const cases = [
    { name: 'at once', destroys: [], now: 0, is: true },
    { name: 'not within a minute after the first failure', destroys: [destroy(0, 1)], now: 1.9, is: false },
    { name: 'a minute after the first failure', destroys: [destroy(0, 1)], now: 2, is: true },
    { name: 'not yet after the second', destroys: [destroy(2, 3), destroy(0, 1)], now: 4.9, is: false },
    { name: 'two minutes after the second', destroys: [destroy(2, 3), destroy(0, 1)], now: 5, is: true },
    {
      name: 'an hour after the twentieth',
      destroys: Array.from({ length: 20 }, () => destroy(0, 1)),
      now: 61,
      is: true,
    },
    { name: 'whatever failed before its time was over', destroys: [destroy(-9, -0.1)], now: 0, is: true },
  ]
  for (const { name, destroys, now, is } of cases) {
    it(`is ${is}: ${name}`, () => expect(isDue(destroys, { expiresAt, now: at(now) })).to.equal(is))
  }
})
