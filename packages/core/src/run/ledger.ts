import type { LedgerEntry, PlannedChange } from './run.js'

/** What an engine tells of one resource. */
export interface ResourceProgress {
  readonly address: string
  readonly action: string
  readonly phase: 'started' | 'completed' | 'errored'
  readonly id: string | null
}

const ledgerActions = ['create', 'update', 'delete', 'replace'] as const

/** The ledger with what a plan is going to make; what earlier attempts did stays. Pure. */
export function addPlanned(
  entries: readonly LedgerEntry[],
  changes: readonly PlannedChange[],
  attempt: number,
): readonly LedgerEntry[] {
  const planned = changes.flatMap(({ address, action }): LedgerEntry[] =>
    action === 'create' || action === 'replace'
      ? [{ address, action, phase: 'planned', attempt, id: null }]
      : [],
  )
  return putEntries(entries, planned)
}

/** The ledger with one step of the engine; steps that make nothing leave it as it is. Pure. */
export function addProgress(
  entries: readonly LedgerEntry[],
  { address, action, phase, id }: ResourceProgress,
  attempt: number,
): readonly LedgerEntry[] {
  const known = ledgerActions.find(other => other === action)
  const before = entries.find(entry => entry.address === address)
  if (known === undefined || isOfOldOne(before, { action, id })) return entries
  return putEntries(entries, [{ address, action: known, phase, attempt, id }])
}

/** The ledger without what an attempt has planned and, as its end is known, not begun. Pure. */
export function dropUnbegun(
  entries: readonly LedgerEntry[],
  attempts: readonly number[],
): readonly LedgerEntry[] {
  const isUnbegun = ({ phase, attempt }: LedgerEntry) => phase === 'planned' && attempts.includes(attempt)
  return entries.some(isUnbegun) ? entries.filter(entry => !isUnbegun(entry)) : entries
}

/** Whether a deletion is that of what is replaced: the creation of the new one is what counts, planned or done. */
function isOfOldOne(
  before: LedgerEntry | undefined,
  { action, id }: Pick<ResourceProgress, 'action' | 'id'>,
): boolean {
  if (before === undefined || action !== 'delete') return false
  if (before.action === 'replace') return before.phase === 'planned'
  const isMade = before.action === 'create' && before.phase === 'completed' && before.id !== null
  return isMade && id !== null && id !== before.id
}

/** Whether an attempt has begun to change something. Pure. */
export function hasBegun(entries: readonly LedgerEntry[]): boolean {
  return entries.some(({ phase }) => phase !== 'planned')
}

function putEntries(entries: readonly LedgerEntry[], newer: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const replaced = new Set(newer.map(({ address }) => address))
  return [...entries.filter(({ address }) => !replaced.has(address)), ...newer]
}
