import type { WorkspaceFacts } from './facts.js'
import type { LedgerLine } from './ledger-book.js'
import { readRunLog } from './read-run-log.js'
import type { Violation } from './violation.js'

/**
 * Whether the resources of a workspace exist as its state says. One exists from its line `create` on, until its line
 * `destroy`, or until Terraform has deleted it without one: it runs no destroy-time provisioner for a resource whose
 * creation was cut off (it is tainted), but its log tells of the deletion. Pure.
 */
export function checkBook(workspace: WorkspaceFacts, book: readonly LedgerLine[]): readonly Violation[] {
  const own = book.filter(({ key }) => key === workspace.key)
  return [...checkMade(workspace, own), ...checkState(workspace, own), ...checkReady(workspace)]
}

/** What was made and not destroyed is in the state; nothing was made twice. */
function checkMade(workspace: WorkspaceFacts, own: readonly LedgerLine[]): readonly Violation[] {
  const inState = new Set(workspace.state.map(({ id }) => id))
  const gone = new Set([
    ...own.filter(({ action }) => action === 'destroy').map(({ id }) => id),
    ...workspace.runs.flatMap(({ log }) => [...readRunLog(log).deleted]),
  ])
  const created = own.filter(({ action }) => action === 'create')
  const lost = created.filter(
    ({ id, address }) => !inState.has(id) && !gone.has(id) && !workspace.named.has(address),
  )
  const twice = created.filter(({ id }, index) => created.findIndex(other => other.id === id) < index)
  return [
    ...lost.map(({ address, id }) =>
      violate(workspace, `${address} (${id}) was made, is not in the state, and was never named`),
    ),
    ...twice.map(({ address, id }) => violate(workspace, `${address} (${id}) was made twice`)),
  ]
}

/** What is in the state was made and is not destroyed. A failed workspace may have lost what it was destroying. */
function checkState(workspace: WorkspaceFacts, own: readonly LedgerLine[]): readonly Violation[] {
  if (workspace.status === 'failed') return []
  return workspace.state.flatMap(({ address, id, tainted }) => {
    if (tainted) return [violate(workspace, `${address} (${id}) is tainted though all is done`)]
    const lines = own.filter(line => line.id === id)
    const isMade = lines.some(({ action }) => action === 'create')
    const isDestroyed = lines.some(({ action }) => action === 'destroy')
    if (isMade && !isDestroyed) return []
    const how = isDestroyed ? 'was destroyed' : 'was never made'
    return [violate(workspace, `${address} (${id}) is in the state and ${how}`)]
  })
}

function checkReady({ key, status, state, size }: WorkspaceFacts): readonly Violation[] {
  const wanted = { ready: size, destroyed: 0 }[status]
  if (wanted === undefined || state.length === wanted) return []
  return [
    {
      rule: 'ready means complete',
      subject: `workspace ${key}`,
      detail: `it is ${status} with ${state.length} of ${wanted} resources`,
    },
  ]
}

function violate({ key }: WorkspaceFacts, detail: string): Violation {
  return { rule: 'made once, as the state says', subject: `workspace ${key}`, detail }
}
