import { createWaybill, directorySource, type RunId, type Waybill } from '@waybill/core'
import { terraformEngine } from '@waybill/engine-terraform'
import { sequelizeStorage } from '@waybill/storage-sequelize'
import { plainEnvironment } from '../process/run-program.js'
import { temporaryDirectory } from '../process/temporary-directory.js'
import { inRepository } from '../repository.js'

/** On which database, with which program. */
export interface ByWaybillInput {
  readonly url: string
  readonly terraform: string
  readonly signal: AbortSignal
}

/** How long one provision took, in ms. */
export interface Provisioned {
  /** From the call of `create` until the log has been read to its end: what a caller waits. */
  readonly ms: number
  /** From the run's creation to its end, by its own times. */
  readonly runMs: number
}

/** Provisions two workspaces, one after the other, on a worker that has never seen the template. */
export async function provisionTwice({ url, terraform, signal }: ByWaybillInput) {
  await using directory = temporaryDirectory('runs')
  const env = plainEnvironment({ CHECKPOINT_DISABLE: '1' })
  await using waybill = await createWaybill({
    source: directorySource(inRepository('examples/apps')),
    storage: await sequelizeStorage({ connection: url }),
    engines: [terraformEngine({ command: terraform, workDir: directory.path, env: definedOnly(env) })],
    templates: inRepository('examples/templates'),
    defaultTemplate: 'local',
    worker: { slots: 1 },
  })
  await waybill.catalog.sync()
  const first = await timeProvision(waybill, signal)
  const next = await timeProvision(waybill, signal)
  return { first, next }
}

async function timeProvision(waybill: Waybill, signal: AbortSignal): Promise<Provisioned> {
  signal.throwIfAborted()
  const startedAt = performance.now()
  const workspace = await waybill.workspaces.create({ appSlug: 'shop' })
  const lines: string[] = []
  for await (const line of waybill.runs.follow(workspace.currentRun.id, { signal })) lines.push(line.message)
  const ms = performance.now() - startedAt
  return { ms, runMs: await appliedWithin(waybill, workspace.currentRun.id, lines) }
}

async function appliedWithin(waybill: Waybill, id: RunId, log: readonly string[]): Promise<number> {
  const run = await waybill.runs.get(id)
  if (run.status !== 'applied' || !run.endedAt)
    throw new Error(`The run ended ${run.status}: ${log.slice(-10).join('\n')}`)
  return Date.parse(run.endedAt) - Date.parse(run.createdAt)
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
