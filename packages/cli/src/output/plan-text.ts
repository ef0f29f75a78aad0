import type { Drift, Plan, PlannedChange, Run } from '@waybill/core'
import type { Terminal } from './terminal.js'

const signs: Readonly<Record<PlannedChange['action'], string>> = {
  create: '+',
  update: '~',
  delete: '-',
  replace: '-/+',
  import: '<',
  move: '>',
  remove: 'x',
  read: '?',
  'no-op': ' ',
}

/** A plan for a person: in numbers, what happens to each resource, what has drifted, and what is uncertain. */
export function planText(plan: Plan, colors: Terminal['sayColors']): string {
  const changes = plan.changes.filter(({ action }) => action !== 'no-op' && action !== 'read')
  return [
    `Plan: ${planCounts(plan)}.`,
    ...changes.map(change => `  ${changeText(change, colors)}`),
    ...plan.drift.flatMap(drift => driftText(drift).map(line => `  ${colors.yellow(line)}`)),
  ].join('\n')
}

/** A plan in numbers, each resource once: Terraform counts what it replaces as added and as destroyed, too. */
export function planCounts({ add, change, replace, destroy }: Plan): string {
  return [
    `${Math.max(0, add - replace)} to add`,
    `${change} to change`,
    `${replace} to replace`,
    `${Math.max(0, destroy - replace)} to destroy`,
  ].join(', ')
}

function changeText({ address, action, reason }: PlannedChange, colors: Terminal['sayColors']): string {
  const text = `${signs[action].padStart(3)} ${address} (${action}${reason === null ? '' : `: ${reason}`})`
  if (action === 'delete' || action === 'replace') return colors.red(text)
  return action === 'create' ? colors.green(text) : text
}

function driftText({ address, action, attributes }: Drift): readonly string[] {
  if (action === 'delete') return [`drifted ${address}: it is gone`]
  return attributes.map(({ path, before, after, sensitive }) =>
    sensitive
      ? `drifted ${address}: ${path} (sensitive)`
      : `drifted ${address}: ${path} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
  )
}

/** What is not certain after an attempt was cut off. */
export function uncertainText({ uncertain }: Pick<Run, 'uncertain'>): string {
  return uncertain
    .filter(({ resolved }) => resolved === null)
    .map(({ address, id, why }) =>
      why === 'missing-in-state'
        ? `  ${address} exists${id === null ? '' : ` (${id})`} and is missing in the state`
        : `  ${address} may exist or not: an attempt was cut off while it made it`,
    )
    .join('\n')
}
