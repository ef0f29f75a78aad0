import type { EngineJob } from '@waybill/core'
import type { EngineProgram } from '../command/engine-program.js'
import { findSecrets } from '../command/environment.js'
import type { InitCache } from '../directory/init-cache.js'
import { makeRunDirectory, type RunFiles, runFiles } from '../directory/run-directory.js'
import { restoreState, writeTemplate, writeVariables } from '../directory/write-module.js'
import { buildMasks } from '../log/mask-secrets.js'
import { isEmptyState, listStateProviders } from '../state/state-file.js'
import { StateJournal } from '../state/state-journal.js'
import type { SupervisorPool } from '../supervisor/supervisor-pool.js'
import { TerraformSupervisor } from '../supervisor/terraform-supervisor.js'
import { planInit } from './prepare-module.js'
import { RunLog } from './run-log.js'
import { type StartingPoint, salvage } from './salvage.js'
import { TerraformSession } from './terraform-session.js'
import { listWriteOnlyValues } from './write-only-values.js'

export interface SessionContext {
  readonly workDir: string
  readonly program: EngineProgram
  readonly environment: Readonly<Record<string, string>>
  readonly initCache: InitCache
  readonly graceMs: number
  readonly pool: SupervisorPool
  readonly onClosed: () => void
}

/** Prepares a run's directory, after an earlier attempt's leftovers were taken over, and starts its supervisor. */
export async function openSession(context: SessionContext, job: EngineJob): Promise<TerraformSession> {
  const { workDir, graceMs, pool } = context
  const files = runFiles(workDir, job.runId)
  await makeRunDirectory(files)
  const start = await salvage(files, job, graceMs)
  const supervisor = hasNothingToDo(job, start)
    ? undefined
    : new TerraformSupervisor({ files: files.control, pool, graceMs, deadline: job.deadline })
  try {
    // The supervisor starts meanwhile: it is wanted only when all of this is there.
    await writeModule(files, job, start)
    const log = await openLog(context, files, job, start)
    if (start.choice.from === 'local' && start.choice.state)
      job.emit({ type: 'state', state: start.choice.state })
    if (job.attempt > 1) log.note(describeStart(job, start))
    return makeSession(context, { files, job, start, log, supervisor })
  } catch (error) {
    await supervisor?.stop()
    throw error
  }
}

interface Opened {
  readonly files: RunFiles
  readonly job: EngineJob
  readonly start: StartingPoint
  readonly log: RunLog
  readonly supervisor: TerraformSupervisor | undefined
}

function makeSession(context: SessionContext, opened: Opened): TerraformSession {
  const { files, job, start, log, supervisor } = opened
  const { program, environment, initCache, onClosed } = context
  const { state } = start.choice
  const journal = new StateJournal({
    directory: files.module.directory,
    file: files.module.state,
    known: state,
    onState: newer => job.emit({ type: 'state', state: newer }),
  })
  const init = planInit({
    template: job.template,
    stateProviders: listStateProviders(state),
    program,
    files: files.module,
    cache: initCache,
    pluginCacheDir: environment.TF_PLUGIN_CACHE_DIR,
    note: message => log.note(message),
  })
  return new TerraformSession({ job, files, program, environment, log, journal, supervisor, init, onClosed })
}

async function writeModule(files: RunFiles, job: EngineJob, { choice }: StartingPoint): Promise<void> {
  await Promise.all([
    writeTemplate(files.module.directory, job.template),
    writeVariables(files.module, job.variables),
    restoreState(files.module, choice.state),
  ])
}

function openLog(
  { environment }: SessionContext,
  files: RunFiles,
  { template, variables, emit }: EngineJob,
  { base, position }: StartingPoint,
): Promise<RunLog> {
  const { env, parameters } = template.settings
  const masks = buildMasks([...findSecrets(environment, env), ...listWriteOnlyValues(parameters, variables)])
  return RunLog.open({ files: files.control, base, position, masks, emit })
}

function hasNothingToDo({ kind }: EngineJob, { choice }: StartingPoint): boolean {
  return kind === 'destroy' && isEmptyState(choice.state)
}

function describeStart({ attempt }: EngineJob, { choice }: StartingPoint): string {
  const from = {
    local: 'the state that an earlier attempt left on this host',
    stored: 'the stored state',
    nowhere: 'no state, because none was made',
  }[choice.from]
  return `Attempt ${attempt} goes on from ${from}${choice.state ? ` (serial ${choice.state.serial})` : ''}.`
}
