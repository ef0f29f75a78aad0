import type { Approval, LedgerEntry, UncertainResource } from './run.js'
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
    if (phase === 'started' || phase === 'planned')
      return [makeUncertain({ address, id: null, why: 'outcome-unknown' })]
    const isMissing = phase === 'completed' && known !== undefined && !known.has(address)
    return isMissing ? [makeUncertain({ address, id, why: 'missing-in-state' })] : []
  })
}

function makeUncertain(parts: Omit<UncertainResource, 'resolved'>): UncertainResource {
  return { ...parts, resolved: null }
}

/** Whether somebody still has to look. */
export function isOpen({ resolved }: UncertainResource): boolean {
  return resolved === null
}

/**
 * What a run has named so far, where a new attempt finds only `open` uncertain: the others were settled meanwhile, by
 * an import or by the state. Pure.
 */
export function settleNamed(
  named: readonly UncertainResource[],
  { open, approval }: { readonly open: readonly UncertainResource[]; readonly approval: Approval | null },
): readonly UncertainResource[] {
  const still = new Set(open.map(({ address }) => address))
  const imported = new Set(approval?.imports.map(({ address }) => address))
  const settled = named
    .filter(({ address }) => !still.has(address))
    .map((resource): UncertainResource => {
      if (!isOpen(resource)) return resource
      return { ...resource, resolved: imported.has(resource.address) ? 'imported' : 'in-state' }
    })
  return [...settled, ...open]
}

/** The same once the run is applied: it went on beside the rest because somebody, or its template, let it. Pure. */
export function settleApplied(
  named: readonly UncertainResource[],
  approval: Approval | null,
): readonly UncertainResource[] {
  const accepted = new Set(approval?.uncertain)
  return named.map(resource =>
    isOpen(resource)
      ? { ...resource, resolved: accepted.has(resource.address) ? 'accepted' : 'allowed' }
      : resource,
  )
}
