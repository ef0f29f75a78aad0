import type { RunFacts, WorkspaceFacts } from './facts.js'
import { readRunLog } from './read-run-log.js'
import type { Violation } from './violation.js'

/** Whether the logs of a workspace tell of the creation of everything that its state holds. Pure. */
export function checkTold({ key, runs, state, named }: WorkspaceFacts): readonly Violation[] {
  if (runs.some(({ excuses }) => excuses.length > 0)) return []
  const told = new Set(runs.flatMap(({ log }) => [...readRunLog(log).completed.keys()]))
  return state
    .filter(({ id, tainted, address }) => !tainted && !told.has(id) && !named.has(address))
    .map(({ id, address }) => ({
      rule: 'no log line is lost or doubled',
      subject: `logs of workspace ${key}`,
      detail: `none tells that ${address} (${id}) was made`,
    }))
}

/**
 * Whether a run's log is whole: its pieces fit together, no line is torn or said twice, and what is told as made has
 * said so. Pure.
 */
export function checkLog({ key }: WorkspaceFacts, run: RunFacts): readonly Violation[] {
  const { said, completed, repeated, torn } = readRunLog(run.log)
  const subject = `log of ${run.kind} ${run.id} of workspace ${key}`
  const violate = (detail: string): Violation => ({
    rule: 'no log line is lost or doubled',
    subject,
    detail,
  })
  const unsaid = [...completed.keys()].filter(id => !said.has(`made ${id}`))
  return [
    ...run.logGaps.map(violate),
    ...repeated.map(line => violate(`a line is there twice: ${line}`)),
    ...(run.excuses.length > 0
      ? []
      : [
          ...torn.map(line => violate(`a torn line: ${line}`)),
          ...unsaid.map(id => violate(`"made ${id}" is missing`)),
        ]),
  ]
}
