import { setImmediate as sent } from 'node:timers/promises'
import type { AppChange, SyncOutcome, SyncWrite } from '@waybill/core'
import type { TransactionSession } from '../database/session.js'
import type { Statement } from '../database/statement.js'
import { lockCatalog } from './lock-catalog.js'
import { writeChanges } from './write-changes.js'
import { writeMoves } from './write-moves.js'
import { writeReport } from './write-report.js'
import { writeTouched } from './write-touched.js'

/** So that making one statement's values takes a few milliseconds and the event loop stays free. */
const changesPerStatement = 500

/** Writes a sync's plan, report and events inside a transaction, with a fixed number of statements per 500 changes. */
export async function applySync(session: TransactionSession, write: SyncWrite): Promise<SyncOutcome> {
  const { plan, report, events } = write
  const current = await readLockedVersion(session)
  if (current !== plan.baseVersion) return { applied: false, version: current }
  const touched = plan.changes.filter(({ kind }) => kind === 'touched')
  const changed = plan.changes.filter(({ kind }) => kind !== 'touched')
  const version = changed.length === 0 ? current : current + 1
  const moved = changed.filter(({ from }) => from !== undefined)
  await runAll(session, moved, writeMoves)
  const known = changed.filter(({ kind }) => kind !== 'added')
  const added = changed.filter(({ kind }) => kind === 'added')
  await runAll(session, freeingSlugsFirst(known), part => writeChanges(part, { report, version }))
  // Nobody has their ids: looking for each of them first takes PostgreSQL a seventh of the time.
  await runAll(session, added, part => writeChanges(part, { report, version, areNew: true }))
  await runAll(session, touched, writeTouched)
  await session.query(writeReport({ report, version }))
  session.addEvents(events)
  return { applied: true, version }
}

async function readLockedVersion(session: TransactionSession): Promise<number> {
  const [row] = await session.query<{ number: number }>(lockCatalog)
  return row?.number ?? 0
}

/** A removed app gives up its slug: another one may take it in the same sync. */
function freeingSlugsFirst(changes: readonly AppChange[]): AppChange[] {
  const isRemoved = ({ app }: AppChange) => app.status === 'removed'
  return [...changes.filter(isRemoved), ...changes.filter(change => !isRemoved(change))]
}

/** Builds the next statement while PostgreSQL works on the one before. */
async function runAll(
  session: TransactionSession,
  changes: readonly AppChange[],
  build: (part: readonly AppChange[]) => Statement,
): Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  for (let start = 0; start < changes.length; start += changesPerStatement) {
    const statement = build(changes.slice(start, start + changesPerStatement))
    await running
    running = session.query(statement)
    // Who awaits it is told of its failure, not the process.
    running.catch(() => undefined)
    await sent()
  }
  await running
}
