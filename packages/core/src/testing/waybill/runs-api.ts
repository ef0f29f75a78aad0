import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId, runIdSchema } from '../../id/ids.js'
import type { LogLine } from '../../run/log-line.js'
import { expectCode } from '../expect-code.js'
import type { WaybillSubject } from './use-waybill.js'

/** What a caller sees of runs. */
export function describeRunsApi(subject: WaybillSubject): void {
  const follow = async (id: RunId, offset?: number): Promise<LogLine[]> => {
    const lines: LogLine[] = []
    for await (const line of subject.waybill.runs.follow(id, { offset })) lines.push(line)
    return lines
  }

  describe('runs', () => {
    it('are followed from the first line to the last, whenever that is asked for', async () => {
      const { currentRun } = await subject.waybill.workspaces.create({ appSlug: 'shop' })
      const lines = await follow(currentRun.id)
      const run = await subject.waybill.runs.get(currentRun.id)
      expect(run.status).to.equal('applied')
      expect(lines[0]?.offset).to.equal(0)
      for (const [index, line] of lines.entries()) expect(line.offset).to.equal(lines[index - 1]?.next ?? 0)
      expect(lines.at(-1)?.next).to.equal(run.logSize)
      expect(await follow(run.id)).to.deep.equal(lines)
      expect(await follow(run.id, lines[1]?.next)).to.deep.equal(lines.slice(2))
      expect(await follow(run.id, run.logSize)).to.deep.equal([])
    })

    it('have a log that is read in pieces', async () => {
      const workspace = await subject.waybill.workspaces.create({ appSlug: 'shop' })
      const { id, logSize } = await subject.untilEnded(workspace)
      const whole = await subject.waybill.runs.readLog(id)
      expect(whole).to.include({ offset: 0, size: logSize, ended: true })
      const head = await subject.waybill.runs.readLog(id, { limitBytes: 10 })
      expect(head).to.include({ offset: 0, size: logSize, ended: false })
      const rest = await subject.waybill.runs.readLog(id, { offset: 10 })
      expect(rest).to.include({ offset: 10, ended: true })
      expect(Buffer.concat([head.bytes, rest.bytes])).to.deep.equal(Buffer.from(whole.bytes))
    })

    it('are listed, newest first', async () => {
      const workspace = await subject.waybill.workspaces.create({ appSlug: 'shop' })
      await subject.untilEnded(workspace)
      const destroyed = await subject.waybill.workspaces.destroy(workspace.id)
      await subject.untilEnded(destroyed)
      const { items } = await subject.waybill.runs.list({ workspaceId: workspace.id })
      expect(items.map(({ kind }) => kind)).to.deep.equal(['destroy', 'provision'])
      expect(items[0]).to.deep.equal(await subject.waybill.runs.get(destroyed.currentRun.id))
      const { items: provisions } = await subject.waybill.runs.list({
        kind: 'provision',
        status: ['applied'],
      })
      expect(provisions).to.have.length(1)
    })

    it('cannot be stopped, agreed to, dropped or repeated when they are applied', async () => {
      const workspace = await subject.waybill.workspaces.create({ appSlug: 'shop' })
      const run = await subject.untilEnded(workspace)
      const { runs } = subject.waybill
      for (const act of [runs.cancel, runs.approve, runs.discard, runs.retry])
        await expectCode(act(run.id), 'RUN_CONFLICT')
    })

    it('are not found by another id, nor by what is none', async () => {
      const { runs } = subject.waybill
      for (const id of [runIdSchema.parse(newId()), 'nonsense' as RunId, '..' as RunId]) {
        await expectCode(runs.get(id), 'RUN_NOT_FOUND')
        await expectCode(runs.readLog(id), 'RUN_NOT_FOUND')
        await expectCode(follow(id), 'RUN_NOT_FOUND')
        await expectCode(runs.cancel(id), 'RUN_NOT_FOUND')
        await expectCode(runs.approve(id), 'RUN_NOT_FOUND')
        await expectCode(runs.ledger(id), 'RUN_NOT_FOUND')
      }
    })

    it('are followed no more when the signal aborts', async () => {
      const { currentRun } = await subject.waybill.workspaces.create({ appSlug: 'shop' })
      const reason = new Error('enough')
      const stop = new AbortController()
      const read = async () => {
        for await (const _ of subject.waybill.runs.follow(currentRun.id, { signal: stop.signal }))
          stop.abort(reason)
      }
      expect(await read().catch((error: unknown) => error)).to.equal(reason)
    })
  })
}
