import type { EngineJob } from '@waybill/core'
import type { EngineProgram } from '../command/engine-program.js'
import { findSecrets, patientCollector } from '../command/environment.js'
import { findPluginCacheDir } from '../command/plugin-cache.js'
import type { InitCache } from '../directory/init-cache.js'
import { needsInit } from '../directory/needs-init.js'
import { makeRunDirectory, type RunFiles, runFiles } from '../directory/run-directory.js'
import {
  restorePlan,
  restoreState,
  writeImports,
  writeLock,
  writeTemplate,
  writeVariables,
} from '../directory/write-module.js'
import { buildMasks, listMaskable } from '../log/mask-secrets.js'
import { readPlanLock } from '../state/plan-lock.js'
import { isEmptyState, listStateProviders } from '../state/state-file.js'
import { noteMade } from '../state/state-history.js'
import { StateJournal } from '../state/state-journal.js'
import type { SupervisorPool } from '../supervisor/supervisor-pool.js'
import { TerraformSupervisor } from '../supervisor/terraform-supervisor.js'
import { planInit } from './prepare-module.js'
import { RunLog } from './run-log.js'
import { readProgress, type StartingPoint, salvage } from './salvage.js'
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
export async function openSession(context: SessionContext, asked: EngineJob): Promise<TerraformSession> {
  const { workDir, graceMs, pool } = context
  const files = runFiles(workDir, asked.runId)
  await makeRunDirectory(files)
  const start = await salvage(files, asked, graceMs)
  // What an earlier attempt left on this host has gone beyond the state that the plan was made from.
  const job = start.choice.from === 'local' ? { ...asked, approvedPlan: undefined } : asked
  const supervisor = hasNothingToDo(job, start)
    ? undefined
    : new TerraformSupervisor({ files: files.control, pool, graceMs, deadline: job.deadline })
  try {
    // The supervisor starts meanwhile: it is wanted only when all of this is there.
    const lock = job.approvedPlan && readPlanLock(job.approvedPlan.bytes)
    await writeModule(files, job, start, lock)
    const secrets = listSecrets(context, job)
    const pluginCacheDir = await findPluginCacheDir(context.program.name, context.environment)
    // The log may be stored and what it tells of resources not yet.
    if (start.position > 0) {
      await readProgress(files.control.spool, progress => job.emit({ type: 'resource', ...progress }))
    }
    const log = await openLog(files, job, start, secrets)
    if (start.choice.late) job.emit({ type: 'late-state', state: start.choice.late })
    if (start.attempts.length > 0) job.emit({ type: 'salvaged', attempts: start.attempts })
    if (start.choice.from === 'local' && start.choice.state)
      job.emit({ type: 'state', state: start.choice.state })
    if (job.attempt > 1) log.note(describeStart(job, start))
    return makeSession(context, { files, job, start, log, supervisor, lock, secrets, pluginCacheDir })
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
  /** Which providers the approved plan was made with. */
  readonly lock: Buffer | undefined
  readonly pluginCacheDir: string | undefined
  readonly secrets: readonly string[]
}

function makeSession(context: SessionContext, opened: Opened): TerraformSession {
  const { files, job, start, log, supervisor, lock, secrets, pluginCacheDir } = opened
  const { program, initCache, onClosed } = context
  const { state } = start.choice
  const stateProviders = listStateProviders(state)
  const startsProviders = needsInit(job.template.files, stateProviders)
  const environment = { ...(startsProviders ? {} : patientCollector), ...context.environment }
  const journal = new StateJournal({
    directory: files.module.directory,
    file: files.module.state,
    known: state,
    onState: newer => {
      noteMade(files.control.states, newer)
      job.emit({ type: 'state', state: newer })
    },
  })
  const init = planInit({
    template: job.template,
    stateProviders,
    lock,
    program,
    files: files.module,
    cache: initCache,
    pluginCacheDir,
    note: message => log.note(message),
  })
  return new TerraformSession({
    ...{ job, files, program, environment, secrets },
    ...{ log, journal, supervisor, init, onClosed },
  })
}

async function writeModule(
  files: RunFiles,
  job: EngineJob,
  { choice }: StartingPoint,
  lock: Buffer | undefined,
): Promise<void> {
  await Promise.all([
    writeTemplate(files.module.directory, job.template).then(() => writeLock(files.module, lock)),
    writeVariables(files.module, job.variables),
    restoreState(files.module, choice.state),
    writeImports(files.module, job.imports),
    restorePlan(files.module, job.approvedPlan?.bytes),
  ])
}

function openLog(
  files: RunFiles,
  { emit }: EngineJob,
  { base, position }: StartingPoint,
  secrets: readonly string[],
): Promise<RunLog> {
  return RunLog.open({ files: files.control, base, position, masks: buildMasks(secrets), emit })
}

function listSecrets({ environment }: SessionContext, { template, variables }: EngineJob): readonly string[] {
  const { env, parameters } = template.settings
  return listMaskable([...findSecrets(environment, env), ...listWriteOnlyValues(parameters, variables)])
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
