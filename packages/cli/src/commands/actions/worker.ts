import { makeLogger } from '../../output/logger.js'
import { narrator } from '../../output/narrator.js'
import { terminal } from '../../output/terminal.js'
import { UsageError } from '../../usage-error.js'
import { describeSealing } from '../../wiring/encryption-keys.js'
import { openWaybill } from '../../wiring/open-waybill.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import { untilAsked } from './until-asked.js'

export interface WorkerArguments extends GlobalArguments {
  readonly slots?: number
  readonly tag?: readonly string[]
}

const databaseWaitMs = 30_000

/**
 * Executes runs until it is asked to stop. SIGTERM and ctrl-C: it takes nothing more, what runs goes on for up to
 * `WAYBILL_DRAIN_TIMEOUT` and is then left to other workers; a second ctrl-C ends it at once.
 */
export async function work(args: WorkerArguments): Promise<number> {
  const out = terminal()
  const { slots, tag: tags } = args
  if (slots !== undefined && (!Number.isInteger(slots) || slots < 1)) {
    throw new UsageError(`--slots has to be a whole number from 1 on, not ${slots}.`)
  }
  const project = openProject(args)
  if (project.loaded.values.WAYBILL_SERVER !== undefined) {
    throw new UsageError('A worker works on the database: unset WAYBILL_SERVER.')
  }
  const { values } = project.loaded
  const onLog = makeLogger({
    level: values.DEBUG ? 'debug' : values.WAYBILL_LOG_LEVEL,
    pretty: out.interactive,
  })
  const say = narrator(out, onLog)
  const stopped = untilAsked('Stopping: runs in hand end first; ctrl-C again stops at once.', say)
  const opened = await openWaybill(project, {
    worker: 'always',
    slots,
    tags,
    create: true,
    waitMs: databaseWaitMs,
    onProgress: say,
    onLog,
  })
  try {
    const { engines } = await opened.waybill.health()
    const usable = engines.filter(({ available }) => available).map(({ name }) => name)
    const asked = tags ?? values.WAYBILL_WORKER_TAGS ?? []
    const withTags = asked.length === 0 ? '' : `, tags ${asked.join(', ')}`
    say(`Worker: ${slots ?? values.WAYBILL_WORKER_SLOTS} slots, engines ${usable.join(', ')}${withTags}`)
    say(`Secrets: ${describeSealing(project)}`)
    await stopped
  } finally {
    await opened.waybill.close()
  }
  return 0
}
