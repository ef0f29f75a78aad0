import { checkBook } from './check-book.js'
import { checkLog, checkTold } from './check-log.js'
import type { LabFacts, RunFacts, WorkspaceFacts } from './facts.js'
import type { Violation } from './violation.js'

/** Everything that was promised and is not so. Pure. */
export function checkFacts(facts: LabFacts): readonly Violation[] {
  return [
    ...facts.workspaces.flatMap(workspace => [
      ...checkStatus(workspace),
      ...checkBook(workspace, facts.book),
      ...checkTold(workspace),
      ...workspace.runs.flatMap(run => [...checkRun(workspace, run), ...checkLog(workspace, run)]),
    ]),
    ...checkEvents(facts),
    ...facts.leftProcesses.map(
      (subject): Violation => ({ rule: 'no process is left', subject, detail: 'still runs' }),
    ),
    ...facts.leftLocks.map(
      (subject): Violation => ({ rule: 'no lock or lease is left', subject, detail: 'is still held' }),
    ),
  ]
}

function checkStatus({ key, status, explained }: WorkspaceFacts): readonly Violation[] {
  if (status === explained) return []
  return [
    {
      rule: 'a status is what its runs explain',
      subject: `workspace ${key}`,
      detail: `it is ${status}; its runs say ${explained}`,
    },
  ]
}

function checkRun({ key }: WorkspaceFacts, run: RunFacts): readonly Violation[] {
  const subject = `${run.kind} ${run.id} of workspace ${key}`
  if (!run.ended)
    return [{ rule: 'every run ends', subject, detail: `it is ${run.status}, held by ${run.worker}` }]
  if (run.leaseExpiresAt === null) return []
  return [{ rule: 'no lock or lease is left', subject, detail: `a lease until ${run.leaseExpiresAt}` }]
}

function checkEvents({ events: { count, first, last } }: LabFacts): readonly Violation[] {
  if (count === last - first + 1) return []
  return [
    {
      rule: 'events have no gap',
      subject: 'the change feed',
      detail: `${count} events with numbers ${first} to ${last}`,
    },
  ]
}
