import type { LedgerEntry, UncertainResource } from './run.js'
import type { StateSnapshot } from './run-store.js'
import { listAddresses } from './state-resources.js'

/**
 * What nobody can be sure of after an earlier attempt was cut off: a creation that was begun and of which no end
 * was told, also where the state names it (a killed Terraform has left states that did, measured), one that was
 * planned by an attempt of which nobody here knows how far it came, and what was finished and is missing in the
 * state. Pure.
 */
export function listUncertain(
  entries: readonly LedgerEntry[],
  state: StateSnapshot | undefined,
): readonly UncertainResource[] {
  const known = listAddresses(state)
  return entries.flatMap(({ address, action, phase, id }): UncertainResource[] => {
    if (action !== 'create' && action !== 'replace') return []
    if (phase === 'started' || phase === 'planned') return [{ address, id: null, why: 'outcome-unknown' }]
    const isMissing = phase === 'completed' && known !== undefined && !known.has(address)
    return isMissing ? [{ address, id, why: 'missing-in-state' }] : []
  })
}
