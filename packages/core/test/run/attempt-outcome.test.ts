import { expect } from 'chai'
import { describe, it } from 'mocha'
import { WaybillError } from '../../src/error/waybill-error.js'
import { newId, type WorkspaceId } from '../../src/id/ids.js'
import { giveUpRun, type JudgeContext, judgeError } from '../../src/run/attempt-outcome.js'
import { makeRunRecord } from '../../src/testing/workspace-builders.js'

const diagnostic = {
  severity: 'error',
  summary: 'No such thing',
  detail: 'It is\u0000not there.',
  address: 'a.b',
  file: 'main.tf',
  line: 3,
} as const

function judge(error: unknown, parts: Partial<JudgeContext> = {}) {
  const run = makeRunRecord({ workspaceId: newId<WorkspaceId>(), attempt: 1 })
  return judgeError(error, {
    run,
    maxAttempts: 5,
    interruption: undefined,
    phase: 'apply',
    hasBegun: false,
    diagnostics: [],
    ...parts,
  })
}

const failed = new WaybillError('RUN_FAILED', 'It failed.', { hint: 'Try again.' })

describe('judgeError', () => {
  it('ends a run that failed, with what its engine said', () => {
    expect(judge(failed, { diagnostics: [diagnostic] })).to.deep.equal({
      type: 'end',
      event: 'fail',
      error: {
        code: 'RUN_FAILED',
        message: 'It failed.',
        hint: 'Try again.',
        phase: 'apply',
        diagnostics: [{ ...diagnostic, detail: 'It is\ufffdnot there.' }],
      },
    })
  })

  it('ends a run with the message of an unknown error', () => {
    const outcome = judge(new Error('ENOSPC: no space left on device'), { phase: 'prepare' })
    expect(outcome).to.have.nested.property('error.code', 'INTERNAL')
    expect(outcome).to.have.nested.property('error.phase', 'prepare')
    expect(outcome).to.have.nested.property('error.message').that.includes('no space left on device')
  })

  const interruptions = [
    { interruption: 'lost', outcome: { type: 'lost' } },
    {
      interruption: 'draining',
      outcome: { type: 'release', delayMs: 0, why: 'the worker stops', error: null },
    },
    {
      interruption: 'unreachable',
      outcome: { type: 'release', delayMs: 0, why: 'the database did not answer for too long', error: null },
    },
  ] as const
  for (const { interruption, outcome } of interruptions) {
    it(`goes by the interruption, whatever the engine threw: ${interruption}`, () => {
      expect(judge(failed, { interruption })).to.deep.equal(outcome)
    })
  }

  for (const phase of ['prepare', 'plan', 'apply'] as const) {
    it(`cancels a run that was asked to stop, and says where it was: ${phase}`, () => {
      const outcome = judge(failed, { interruption: 'canceled', phase })
      expect(outcome).to.deep.include({ type: 'end', event: 'cancel' })
      expect(outcome).to.have.nested.property('error.code', 'CANCELED')
      expect(outcome).to.have.nested.property('error.phase', phase)
    })
  }

  it('says of a canceled run that it was cut off while it applied, also when a later attempt was asked to stop', () => {
    const outcome = judge(failed, { interruption: 'canceled', phase: 'plan', hasBegun: true })
    expect(outcome).to.have.nested.property('error.phase', 'apply')
  })

  for (const code of ['ENGINE_UNAVAILABLE', 'STALE_ATTEMPT'] as const) {
    const error = new WaybillError(code, 'Not now.')
    it(`leaves a run that met ${code} to another attempt, later each time`, () => {
      const delays = [1, 2, 3, 4].map(attempt => {
        const run = makeRunRecord({ workspaceId: newId<WorkspaceId>(), attempt })
        const outcome = judge(error, { run })
        return outcome.type === 'release' ? outcome.delayMs : undefined
      })
      expect(delays).to.deep.equal([1000, 2000, 4000, 8000])
    })

    it(`ends a run that meets ${code} at its last attempt`, () => {
      const run = makeRunRecord({ workspaceId: newId<WorkspaceId>(), attempt: 5 })
      expect(judge(error, { run })).to.deep.include({ type: 'end', event: 'fail' })
    })
  }
})

describe('giveUpRun', () => {
  it('says how often the run was interrupted and what can be done', () => {
    const run = makeRunRecord({ workspaceId: newId<WorkspaceId>(), attempt: 6, worker: 'host/1' })
    const outcome = giveUpRun(run, 5)
    expect(outcome).to.have.nested.property('error.message').that.includes('interrupted 5 times')
    expect(outcome).to.have.nested.property('error.hint').that.includes('destroy the workspace')
  })
})
