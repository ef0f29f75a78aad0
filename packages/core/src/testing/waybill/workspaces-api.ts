import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { CreateWorkspaceInput } from '../../workspace/workspace.js'
import { expectCode } from '../expect-code.js'
import { until } from '../until.js'
import type { WaybillSubject } from './use-waybill.js'

/** What a caller sees of workspaces. */
export function describeWorkspacesApi(subject: WaybillSubject): void {
  describe('workspaces', () => {
    it('are made, and found by id and name', async () => {
      const { workspaces } = subject.waybill
      const made = await workspaces.create({ appSlug: 'shop', name: 'demo', owner: 'ada' })
      expect(made).to.include({ name: 'demo', owner: 'ada', appSlug: 'shop', simulated: true })
      await subject.untilEnded(made)
      const ready = await workspaces.get(made.id)
      expect(ready.status).to.equal('ready')
      expect(Object.keys(ready.endpoints)).to.include('frontend')
      expect(await workspaces.get('demo')).to.deep.equal(ready)
      expect((await workspaces.list({ appSlug: 'shop' })).items).to.deep.equal([ready])
      expect(await workspaces.list({ owner: 'nobody' })).to.deep.equal({
        items: [],
        total: 0,
        nextCursor: null,
      })
    })

    it('are made once for a key', async () => {
      const input = { appSlug: 'blog', idempotencyKey: 'pr-42' }
      const made = await subject.waybill.workspaces.create(input)
      const again = await subject.waybill.workspaces.create(input)
      expect(again.id).to.equal(made.id)
      expect((await subject.waybill.workspaces.list()).total).to.equal(1)
    })

    const refused: readonly {
      readonly title: string
      readonly input: CreateWorkspaceInput
      readonly code: Parameters<typeof expectCode>[1]
      readonly pointers: readonly string[]
    }[] = [
      { title: 'no such app', input: { appSlug: 'shp' }, code: 'APP_NOT_FOUND', pointers: ['/appSlug'] },
      { title: 'a broken app', input: { appSlug: 'typo' }, code: 'APP_BROKEN', pointers: ['/appSlug'] },
      {
        title: 'a bad name',
        input: { appSlug: 'shop', name: 'A b' },
        code: 'INVALID_INPUT',
        pointers: ['/name'],
      },
      {
        title: 'no such template',
        input: { appSlug: 'shop', template: 'none' },
        code: 'TEMPLATE_NOT_FOUND',
        pointers: ['/template'],
      },
      {
        title: 'a parameter that the template has not',
        input: { appSlug: 'shop', parameters: { nope: 1 } },
        code: 'INVALID_INPUT',
        pointers: ['/parameters/nope'],
      },
    ]
    for (const { title, input, code, pointers } of refused)
      it(`are refused for ${title}`, async () => {
        const error = await expectCode(subject.waybill.workspaces.create(input), code)
        expect(error.issues.map(({ pointer }) => pointer)).to.deep.equal(pointers)
      })

    it('have names of their own', async () => {
      await subject.waybill.workspaces.create({ appSlug: 'shop', name: 'demo' })
      await expectCode(subject.waybill.workspaces.create({ appSlug: 'blog', name: 'demo' }), 'NAME_TAKEN')
    })

    it('are listed page by page, newest first', async () => {
      const { workspaces } = subject.waybill
      for (const name of ['one', 'two', 'three']) await workspaces.create({ appSlug: 'shop', name })
      const first = await workspaces.list({ limit: 2 })
      expect(first.items.map(({ name }) => name)).to.deep.equal(['three', 'two'])
      const next = await workspaces.list({ limit: 2, cursor: first.nextCursor ?? '' })
      expect(next.items.map(({ name }) => name)).to.deep.equal(['one'])
      expect(next.nextCursor).to.equal(null)
    })

    it('are destroyed, once', async () => {
      const { workspaces } = subject.waybill
      const made = await workspaces.create({ appSlug: 'shop', name: 'demo' })
      await subject.untilEnded(made)
      const ending = await workspaces.destroy('demo')
      expect(ending.currentRun.kind).to.equal('destroy')
      expect((await workspaces.destroy(made.id)).currentRun.id).to.equal(ending.currentRun.id)
      await subject.untilEnded(ending)
      expect((await workspaces.destroy(made.id)).status).to.equal('destroyed')
      expect((await workspaces.list()).total).to.equal(0)
      expect((await workspaces.list({ status: ['destroyed'] })).total).to.equal(1)
    })

    it('get another name, owner or end', async () => {
      const { workspaces } = subject.waybill
      const made = await workspaces.create({ appSlug: 'shop', name: 'demo', ttl: '1h' })
      const patched = await workspaces.patch('demo', { name: 'demo-2', owner: null, ttl: null })
      expect(patched).to.include({ id: made.id, name: 'demo-2', owner: null, expiresAt: null })
      const error = await expectCode(workspaces.patch(made.id, { name: 'A b' }), 'INVALID_INPUT')
      expect(error.issues.map(({ pointer }) => pointer)).to.deep.equal(['/name'])
      await expectCode(workspaces.patch('nothing', {}), 'WORKSPACE_NOT_FOUND')
    })

    it('are changed only as they were read, where that is asked for', async () => {
      const { workspaces } = subject.waybill
      const made = await workspaces.create({ appSlug: 'shop', name: 'demo' })
      await subject.untilEnded(made)
      const { updatedAt } = await workspaces.get('demo')
      const stale = { ifUpdatedAt: '2020-01-01T00:00:00.000Z' }
      for (const refused of [
        () => workspaces.patch('demo', { owner: 'ada', ...stale }),
        () => workspaces.startRun('demo', { kind: 'plan', ...stale }),
        () => workspaces.destroy('demo', stale),
      ])
        await expectCode(refused(), 'PRECONDITION_FAILED')
      expect(await workspaces.patch('demo', { owner: 'ada', ifUpdatedAt: updatedAt })).to.include({
        owner: 'ada',
      })
      await until(async () => {
        const { updatedAt: seen } = await workspaces.patch('demo', { owner: 'eve' })
        return seen !== updatedAt
      }, 'another millisecond')
      await expectCode(
        workspaces.patch('demo', { owner: 'bob', ifUpdatedAt: updatedAt }),
        'PRECONDITION_FAILED',
      )
    })

    it('are updated, planned and refreshed, one run at a time', async () => {
      const { workspaces, runs } = subject.waybill
      const made = await workspaces.create({ appSlug: 'shop' })
      await subject.untilEnded(made)
      const planned = await workspaces.startRun(made.id, { kind: 'plan' })
      expect(planned).to.include({ kind: 'plan', workspaceId: made.id })
      await subject.untilEnded({ ...made, currentRun: planned })
      const updated = await workspaces.startRun(made.id, { kind: 'update' })
      await subject.untilEnded({ ...made, currentRun: updated })
      expect((await runs.get(updated.id)).status).to.equal('applied')
      await expectCode(workspaces.startRun('nothing', { kind: 'update' }), 'WORKSPACE_NOT_FOUND')
      expect(await workspaces.updateOutdated()).to.deep.equal({ runs: [], skipped: [] })
    })

    it('have outputs, states and a ledger', async () => {
      const { workspaces, runs } = subject.waybill
      const made = await workspaces.create({ appSlug: 'shop' })
      await subject.untilEnded(made)
      const { outputs } = await workspaces.get(made.id)
      expect(Object.keys(await workspaces.outputs(made.id))).to.deep.equal(Object.keys(outputs))
      expect(await workspaces.states(made.id)).to.be.an('array')
      expect(await runs.ledger(made.currentRun.id)).to.be.an('array')
      await expectCode(workspaces.readState(made.id, 'nothing'), 'STATE_NOT_FOUND')
      await expectCode(workspaces.restoreState(made.id, '..'), 'STATE_NOT_FOUND')
      await expectCode(workspaces.chooseState('nothing', 'nothing'), 'WORKSPACE_NOT_FOUND')
      await expectCode(workspaces.outputs('nothing'), 'WORKSPACE_NOT_FOUND')
    })

    for (const name of ['nothing', '', '..', 'a/b', 'ä?'])
      it(`are not found by the name ${JSON.stringify(name)}`, async () => {
        await expectCode(subject.waybill.workspaces.get(name), 'WORKSPACE_NOT_FOUND')
        await expectCode(subject.waybill.workspaces.destroy(name), 'WORKSPACE_NOT_FOUND')
      })
  })
}
