import type { Run, StateEntry, Workspace } from '@waybill/core'
import { span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { fitText } from '../text/text-width.js'
import { ageOf, timeLeft } from '../text/time.js'
import { fieldLine, heading, item, section, sentence } from './doc-lines.js'
import { planSpan, runStatusSpan, tookText } from './runs.js'
import type { DocLine } from './screen-view.js'
import { flagsOf } from './workspaces.js'

/** What a workspace's page shows. */
export interface WorkspacePage {
  readonly workspace: Workspace
  readonly runs: readonly Run[]
  readonly states: readonly StateEntry[]
  readonly resources: readonly string[]
  readonly width: number
  readonly now: number
}

/** One workspace: what it is, why it waits, endpoints, outputs, what it is made of, runs, states. */
export function workspaceLines(page: WorkspacePage): readonly DocLine[] {
  const { workspace, runs, states, resources, width, now } = page
  const subject = { kind: 'workspace', workspace } as const
  const { currentRun: run } = workspace
  const flags = flagsOf(workspace)
  return [
    heading(workspace.name),
    fieldLine('status', [statusSpan(workspace.status), span(flags === '' ? '' : `  ${flags}`, 'warn')], {
      subject,
    }),
    ...(workspace.waiting === null
      ? []
      : sentence(workspace.waiting, width, workspace.status === 'failed' ? 'bad' : 'warn')),
    ...(workspace.error?.hint ? sentence(`help: ${workspace.error.hint}`, width, 'muted') : []),
    fieldLine('app', [span(workspace.appSlug, 'accent'), span(`, revision ${workspace.revision}`)], {
      target: { screen: 'app', id: workspace.appSlug },
    }),
    fieldLine(
      'template',
      [span(workspace.template.name, 'accent'), span(` ${workspace.template.version.slice(0, 12)}`, 'muted')],
      {
        target: { screen: 'template', id: workspace.template.name },
      },
    ),
    fieldLine('run', [span(`${run.kind} `), runStatusSpan(run), span(`  ${tookText(run, now)}`, 'muted')], {
      target: { screen: 'run', id: run.id },
      subject: { kind: 'run', run },
    }),
    ...activeRunLines(workspace, now),
    fieldLine('owner', workspace.owner ?? '-'),
    fieldLine(
      'created',
      `${ageOf(workspace.createdAt, now)} ago${workspace.createdBy === null ? '' : ` by ${workspace.createdBy}`}`,
    ),
    fieldLine('ends', endText(workspace, now)),
    fieldLine('key', workspace.key, { subject: { kind: 'text', text: workspace.key } }),
    fieldLine('can', span(workspace.actions.join(' ') || '-', 'muted')),
    ...section(
      'Endpoints',
      endpointLines(workspace),
      workspace.status === 'destroyed' ? 'None.' : 'None yet.',
    ),
    ...section('Outputs', outputLines(workspace), 'None.'),
    ...section('Parameters', parameterLines(workspace), 'None.'),
    ...section(
      'Resources',
      resources.map(address => item([span(address)], { subject: { kind: 'text', text: address } })),
      'Nothing in its state.',
    ),
    ...section(
      'Runs',
      runs.map(each => runLine(each, now)),
      'None.',
    ),
    ...section(
      'States',
      states.map(state => stateLine(state, now)),
      'None kept.',
    ),
  ]
}

/** A plan or a refresh that is under way beside the newest run that changes the workspace. */
function activeRunLines({ activeRun, currentRun }: Workspace, now: number): readonly DocLine[] {
  if (activeRun === null || activeRun.id === currentRun.id) return []
  const { id, kind, status, createdAt } = activeRun
  const since = span(`  since ${ageOf(createdAt, now)}`, 'muted')
  return [
    fieldLine('under way', [span(`${kind} ${status}`, 'accent'), since], { target: { screen: 'run', id } }),
  ]
}

function endpointLines({ endpoints }: Workspace): readonly DocLine[] {
  return Object.entries(endpoints).map(([name, url]) =>
    item([span(`${fitText(name, 14)} `), span(url, 'accent')], { subject: { kind: 'text', text: url, url } }),
  )
}

function outputLines({ outputs }: Workspace): readonly DocLine[] {
  return Object.entries(outputs).map(([name, { value, sensitive }]) => {
    const text = sensitive ? '(sensitive)' : typeof value === 'string' ? value : JSON.stringify(value)
    return item([span(`${fitText(name, 14)} `), span(text, sensitive ? 'muted' : 'plain')], {
      subject: { kind: 'text', text: sensitive ? name : text },
    })
  })
}

function parameterLines({ parameters }: Workspace): readonly DocLine[] {
  return Object.entries(parameters).map(([name, value]) =>
    item([
      span(`${fitText(name, 14)} `),
      span(value === null ? '(secret)' : JSON.stringify(value), value === null ? 'muted' : 'plain'),
    ]),
  )
}

function runLine(run: Run, now: number): DocLine {
  return item(
    [
      span(fitText(run.kind, 10)),
      span(' '),
      { ...runStatusSpan(run), text: fitText(runStatusSpan(run).text, 23) },
      span(fitText(planSpan(run.plan).text, 14)),
      span(
        `${fitText(ageOf(run.createdAt, now), 5)} ${fitText(tookText(run, now), 5)} ${run.createdBy ?? ''}`,
        'muted',
      ),
    ],
    { target: { screen: 'run', id: run.id }, subject: { kind: 'run', run } },
  )
}

function stateLine({ serial, savedAt, sizeBytes }: StateEntry, now: number): DocLine {
  return item([
    span(fitText(`serial ${serial}`, 14)),
    span(`${fitText(`${ageOf(savedAt, now)} ago`, 10)} ${sizeBytes} bytes`, 'muted'),
  ])
}

function endText({ status, expiresAt }: Workspace, now: number): string {
  if (status === 'destroyed') return 'it has ended'
  return expiresAt === null ? 'when it is destroyed' : `in ${timeLeft(expiresAt, now)}`
}
