import { resolve } from 'node:path'
import type { LogEntry, SyncReport, Waybill } from '@waybill/core'
import { createServer, httpWebhookSender, isLoopbackBinding, type WaybillServer } from '@waybill/server'
import { makeLogger } from '../../output/logger.js'
import { narrator } from '../../output/narrator.js'
import { terminal } from '../../output/terminal.js'
import { packageVersion } from '../../package-version.js'
import { announceServer } from '../../wiring/local-server.js'
import { type Authentication, openAuthentication } from '../../wiring/open-authentication.js'
import { waitFor } from '../../wiring/open-storage.js'
import { type OpenedWaybill, openWaybill } from '../../wiring/open-waybill.js'
import { openProject, type Project } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import { followSource } from './follow-source.js'
import { banner } from './serve-banner.js'
import { syncRegularly } from './sync-regularly.js'
import { untilAsked } from './until-asked.js'

interface ServeArguments extends GlobalArguments {
  readonly host?: string
  readonly port?: number
  readonly worker: boolean
}

const databaseWaitMs = 30_000
const requestGraceMs = 10_000

/**
 * Serves until it is asked to stop. SIGTERM and ctrl-C end it gracefully: requests in flight end, runs go on for
 * up to `WAYBILL_DRAIN_TIMEOUT` and are then left to be taken up again; a second ctrl-C ends it at once.
 */
export async function serve(args: ServeArguments): Promise<number> {
  const out = terminal()
  const project = openProject(args)
  const { values } = project.loaded
  const socket = values.WAYBILL_SOCKET === undefined ? undefined : `unix:${resolve(values.WAYBILL_SOCKET)}`
  const host = args.host ?? socket ?? values.WAYBILL_HOST
  const onLog = makeLogger({
    level: project.loaded.values.DEBUG ? 'debug' : project.loaded.values.WAYBILL_LOG_LEVEL,
    pretty: out.interactive,
  })
  const say = narrator(out, onLog)
  const stopped = untilAsked(
    'Stopping: requests and runs in hand end first; ctrl-C again stops at once, and runs are taken up at the next start.',
    say,
  )
  const opened = await openWaybill(project, {
    worker: args.worker ? 'always' : 'never',
    create: true,
    waitMs: databaseWaitMs,
    onProgress: say,
    onLog,
    webhooks: {
      sender: httpWebhookSender({
        allowPrivate: values.WAYBILL_WEBHOOK_ALLOW_PRIVATE,
        userAgent: `waybill/${packageVersion()}`,
      }),
    },
  })
  const { storage } = opened
  const authenticate = () => openAuthentication({ values, storage, host, onLog })
  const authentication = await waitFor(authenticate, { waitMs: databaseWaitMs, onProgress: say }).catch(
    async error => {
      await opened.waybill.close()
      throw error
    },
  )
  const server = makeServer(project, opened, { host, port: args.port, authentication, onLog })
  try {
    const { url } = await server.listen()
    using _announced = announceServer(project.dataDir, url)
    const report = await firstSync(project, opened, onLog)
    const { waybill } = opened
    say(
      banner({
        url,
        project,
        opened,
        authentication,
        report,
        interactive: out.interactive,
        health: await waybill.health(),
        // The database may be away again: the server waits for it and needs no example.
        example: await findExample(waybill).catch(() => undefined),
      }),
    )
    await using _regular = syncRegularly(opened.waybill, {
      intervalMs: project.loaded.values.WAYBILL_SYNC_INTERVAL,
      onLog,
    })
    await using _followed = follow(project, opened, onLog)
    await stopped
  } finally {
    await server.close({ graceMs: requestGraceMs })
    await authentication[Symbol.asyncDispose]()
    await opened.waybill.close()
  }
  return 0
}

function makeServer(
  project: Project,
  opened: OpenedWaybill,
  options: {
    readonly host: string
    readonly port: number | undefined
    readonly authentication: Authentication
    readonly onLog: (entry: LogEntry) => void
  },
): WaybillServer {
  const { values } = project.loaded
  const { authenticate } = options.authentication
  return createServer({
    waybill: opened.waybill,
    answers: opened.storage.answers,
    name: values.APP_NAME,
    version: values.APP_VERSION,
    waybillVersion: packageVersion(),
    host: options.host,
    port: options.port ?? values.PORT,
    corsOrigins: values.WAYBILL_CORS_ORIGINS,
    allowedHosts: values.WAYBILL_ALLOWED_HOSTS,
    trustProxy: values.WAYBILL_TRUST_PROXY,
    pushSecret: values.WAYBILL_PUSH_SECRET,
    pushRef: values.WAYBILL_SOURCE_REF,
    authenticate,
    // Alone on this machine, nobody has to be kept from anybody.
    requestsPerMinute:
      authenticate === undefined && isLoopbackBinding(options.host) ? undefined : values.WAYBILL_RATE_LIMIT,
    debug: values.DEBUG,
    inspect: opened.storage.inspect,
    onLog: options.onLog,
  })
}

/** What cannot be watched, a remote repository, is left to pushes and to the interval. */
function follow(
  { loaded }: Project,
  { waybill, source }: OpenedWaybill,
  onLog: (entry: LogEntry) => void,
): AsyncDisposable | undefined {
  const { WAYBILL_WATCH } = loaded.values
  return WAYBILL_WATCH && source.watch !== undefined ? followSource(waybill, { source, onLog }) : undefined
}

/** A source that cannot be read does not stop the server: what was synced before is served. */
async function firstSync(
  project: Project,
  opened: OpenedWaybill,
  onLog: (entry: LogEntry) => void,
): Promise<SyncReport | undefined> {
  const { WAYBILL_SYNC_ON_START, WAYBILL_SOURCE } = project.loaded.values
  if (!WAYBILL_SYNC_ON_START) return undefined
  if (project.apps.path === undefined && WAYBILL_SOURCE === undefined) return undefined
  try {
    return await opened.waybill.catalog.sync()
  } catch (error) {
    onLog({
      level: 'error',
      message: `The first sync failed: ${error instanceof Error ? error.message : String(error)}`,
      fields: {},
    })
    return undefined
  }
}

/** Names the template only where a request without one would be refused. */
async function findExample(waybill: Waybill): Promise<{ appSlug: string; template?: string } | undefined> {
  const [app] = (await waybill.catalog.list({ limit: 1 })).items
  if (app === undefined) return undefined
  const usable = (await waybill.templates.list()).filter(template => template.error === null)
  const named = usable.some(template => template.default) ? undefined : usable[0]?.name
  return { appSlug: app.slug, ...(named === undefined ? {} : { template: named }) }
}
