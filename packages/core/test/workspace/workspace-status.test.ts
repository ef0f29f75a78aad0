import { expect } from 'chai'
import { describe, it } from 'mocha'
import { type RunFailure, type RunKind, type RunStatus, runKinds, runStatuses } from '../../src/run/run.js'
import type { WorkspaceStatus } from '../../src/workspace/workspace.js'
import { workspaceError, workspaceStatus } from '../../src/workspace/workspace-status.js'

const failure = (phase: RunFailure['phase']): RunFailure => ({
  code: 'RUN_FAILED',
  message: `It failed: ${phase}.`,
  hint: null,
  phase,
  diagnostics: [],
})

interface Case {
  readonly kind: RunKind
  readonly statuses: readonly RunStatus[]
  readonly from?: WorkspaceStatus
  /** The workspace's error before. */
  readonly before?: RunFailure
  /** The run's. */
  readonly error?: RunFailure
  readonly leaving?: boolean
  readonly to: WorkspaceStatus
  readonly after: RunFailure | null
}

const running = ['planning', 'planned', 'applying'] as const
const old = failure('plan')
const fresh = failure('apply')

const cases: readonly Case[] = [
  { kind: 'provision', statuses: ['pending'], to: 'pending', after: null },
  { kind: 'provision', statuses: running, to: 'provisioning', after: null },
  { kind: 'provision', statuses: ['applied'], to: 'ready', after: null },
  { kind: 'provision', statuses: ['errored', 'canceled'], error: fresh, to: 'failed', after: fresh },
  {
    kind: 'provision',
    statuses: ['canceled', 'discarded'],
    error: failure('plan'),
    to: 'failed',
    after: old,
  },
  { kind: 'update', statuses: ['pending', ...running], to: 'updating', after: null },
  { kind: 'update', statuses: ['pending', ...running], before: old, to: 'updating', after: old },
  { kind: 'update', statuses: ['applied'], before: old, to: 'ready', after: null },
  { kind: 'update', statuses: ['errored'], error: failure('plan'), to: 'failed', after: old },
  { kind: 'update', statuses: ['canceled', 'discarded'], error: failure('plan'), to: 'ready', after: null },
  { kind: 'update', statuses: ['canceled', 'discarded'], before: old, to: 'failed', after: old },
  { kind: 'update', statuses: ['canceled'], error: fresh, to: 'failed', after: fresh },
  {
    kind: 'update',
    statuses: ['canceled', 'discarded'],
    before: fresh,
    error: failure('plan'),
    to: 'failed',
    after: fresh,
  },
  { kind: 'update', statuses: ['errored'], before: old, error: fresh, to: 'failed', after: fresh },
  { kind: 'destroy', statuses: ['pending', ...running], to: 'destroying', after: null },
  { kind: 'destroy', statuses: ['pending', ...running], before: old, to: 'destroying', after: old },
  { kind: 'destroy', statuses: ['applied'], before: old, to: 'destroyed', after: null },
  { kind: 'destroy', statuses: ['errored'], error: fresh, to: 'failed', after: fresh },
  { kind: 'destroy', statuses: ['canceled'], error: failure('prepare'), to: 'ready', after: null },
  { kind: 'destroy', statuses: ['canceled'], before: old, to: 'failed', after: old },
  {
    kind: 'plan',
    statuses: runStatuses,
    from: 'failed',
    before: old,
    error: fresh,
    to: 'failed',
    after: old,
  },
  { kind: 'refresh', statuses: runStatuses, from: 'ready', error: fresh, to: 'ready', after: null },
  { kind: 'provision', statuses: ['pending', ...running], leaving: true, to: 'destroying', after: null },
  { kind: 'provision', statuses: ['applied'], leaving: true, to: 'destroying', after: null },
  { kind: 'provision', statuses: ['canceled'], leaving: true, error: fresh, to: 'destroying', after: fresh },
  { kind: 'destroy', statuses: ['applied'], leaving: true, to: 'destroyed', after: null },
  { kind: 'destroy', statuses: ['errored'], leaving: true, error: fresh, to: 'failed', after: fresh },
]

describe('workspaceStatus', () => {
  for (const { kind, statuses, from = 'provisioning', before, error, leaving, to, after } of cases) {
    for (const status of statuses) {
      const was = before === undefined ? '' : ' that had failed'
      const wish = leaving ? ' that is to be destroyed' : ''
      const where = error === undefined ? '' : ` in its ${error.phase}`
      it(`a ${kind} that is ${status}${where} makes a workspace${was}${wish} ${to}`, () => {
        const workspace = {
          status: from,
          error: before ?? null,
          destroyRequestedAt: leaving ? '2026-01-31T09:30:00.000Z' : null,
        }
        const run = { kind, status, error: error ?? null }
        expect(workspaceStatus(workspace, run)).to.equal(to)
        expect(workspaceError(workspace, run)).to.deep.equal(after)
      })
    }
  }

  it('has an answer for every kind and status, and an error wherever it is failed', () => {
    for (const kind of runKinds) {
      for (const status of runStatuses) {
        const workspace = { status: 'ready', error: null, destroyRequestedAt: null } as const
        const run = { kind, status, error: failure('apply') }
        const failed = workspaceStatus(workspace, run) === 'failed'
        expect(workspaceError(workspace, run) !== null, `${kind} ${status}`).to.equal(failed)
      }
    }
  })
})
