import type { LabFacts, RunFacts, WorkspaceFacts } from './facts.js'
import type { Violation } from './violation.js'

/** The most that is shown of one workspace. */
const mostLines = 150
const kindsShown = [
  'waybill',
  'apply_start',
  'apply_complete',
  'apply_errored',
  'planned_change',
  'diagnostic',
]

/** What the book and the logs say of every workspace with a violation, in order. Pure. */
export function collectEvidence(facts: LabFacts, violations: readonly Violation[]): readonly string[] {
  return facts.workspaces
    .filter(({ key }) => violations.some(({ subject }) => subject.includes(`workspace ${key}`)))
    .flatMap(workspace => describeWorkspace(workspace, facts))
}

function describeWorkspace(workspace: WorkspaceFacts, { book }: LabFacts): readonly string[] {
  const { key, status, state, runs } = workspace
  return [
    `EVIDENCE workspace ${key}: ${status}`,
    ...state.map(({ address, id, tainted }) => `  state ${address} ${id}${tainted ? ' tainted' : ''}`),
    ...book
      .filter(line => line.key === key)
      .map(({ action, address, id }) => `  book ${action} ${address} ${id}`),
    ...[...runs].reverse().flatMap(describeRun).slice(0, mostLines),
  ]
}

function describeRun({ kind, id, status, log, excuses }: RunFacts): readonly string[] {
  const head = `  ${kind} ${id}: ${status}${excuses.length > 0 ? ` (${excuses.join(', ')})` : ''}`
  return [head, ...log.split('\n').flatMap(describeLine)]
}

function describeLine(text: string): readonly string[] {
  try {
    const line: Record<string, unknown> = JSON.parse(text)
    const type = String(line.type)
    return kindsShown.includes(type) ? [`    ${line['@timestamp']} ${type} ${line['@message']}`] : []
  } catch {
    return text === '' ? [] : [`    ${text.slice(0, 200)}`]
  }
}
