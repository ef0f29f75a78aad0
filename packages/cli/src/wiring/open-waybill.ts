import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createWaybill,
  type EngineInfo,
  type LogEntry,
  memoryStorage,
  type Source,
  type Storage,
  type Waybill,
  type WebhookOptions,
} from '@waybill/core'
import { openEngines, runsDirectory } from './engines.js'
import { openSource } from './open-source.js'
import { type OpenStorageOptions, openStorage, waitFor } from './open-storage.js'
import type { Project } from './project.js'
import { isOfPlace, isProvenDead, workerIdentity } from './worker-identity.js'

/** How a Waybill is opened. */
export interface OpenWaybillOptions extends OpenStorageOptions {
  /** For what needs nothing that is stored. Default: the project's database is opened. */
  readonly isWithoutDatabase?: boolean
  /** `when-none-lives`: this process executes runs only if no other one does. */
  readonly worker: 'always' | 'never' | 'when-none-lives'
  /** Over the settings: runs at the same time, and the tags that its worker has. */
  readonly slots?: number
  readonly tags?: readonly string[]
  /** Left out they need not be loaded: for what makes no run, checks no template and shows no health. @default true */
  readonly engines?: boolean
  readonly onLog: (entry: LogEntry) => void
  /** Sends events to webhooks. Default: this process does not. */
  readonly webhooks?: WebhookOptions
}

export interface OpenedWaybill {
  readonly waybill: Waybill
  /** Where its apps are read from. */
  readonly source: Source
  /** The storage under it; closed with it. */
  readonly storage: Storage
  /** Whether this process executes runs. */
  readonly executes: boolean
  /** Template of workspaces that name none, and why, where the demo chose it. */
  readonly demoTemplate: DemoTemplate | undefined
}

export interface DemoTemplate {
  readonly name: string
  readonly why: string
}

/** Wires storage, engines, source and templates of a project: the one place that does. */
export async function openWaybill(project: Project, options: OpenWaybillOptions): Promise<OpenedWaybill> {
  if (options.create) makeDataDirectory(project.dataDir)
  const storage = options.isWithoutDatabase ? memoryStorage() : await openStorage(project, options)
  const { values } = project.loaded
  const engines = options.engines === false ? [] : await openEngines(project)
  const place = runsDirectory(project)
  const executes =
    options.worker === 'always' || (options.worker === 'when-none-lives' && !(await lives(storage)))
  const demoTemplate =
    project.demo && values.WAYBILL_DEFAULT_TEMPLATE === undefined
      ? chooseDemoTemplate(await engines[0]?.probe())
      : undefined
  const source = openSource(project)
  // The database may go away again between its first answer and the start of the worker.
  const create = () =>
    createWaybill({
      source,
      storage,
      engines,
      templates:
        project.templates !== undefined && existsSync(project.templates) ? project.templates : undefined,
      defaultTemplate: values.WAYBILL_DEFAULT_TEMPLATE ?? demoTemplate?.name,
      worker: executes
        ? {
            slots: options.slots ?? values.WAYBILL_WORKER_SLOTS,
            tags: options.tags ?? values.WAYBILL_WORKER_TAGS,
            leaseMs: values.WAYBILL_LEASE,
            maxAttempts: values.WAYBILL_MAX_ATTEMPTS,
            retentionDays: values.WAYBILL_RETENTION_DAYS,
            id: workerIdentity(place),
            isDead: workerId => isProvenDead(workerId) && isOfPlace(workerId, place),
          }
        : false,
      limits: { total: values.WAYBILL_MAX_WORKSPACES, perOwner: values.WAYBILL_MAX_WORKSPACES_PER_OWNER },
      drainTimeoutMs: values.WAYBILL_DRAIN_TIMEOUT,
      webhooks: options.webhooks,
      onLog: options.onLog,
    })
  const waybill = await waitFor(create, options).catch(async error => {
    await storage.close()
    throw error
  })
  return { waybill, source, storage, executes, demoTemplate }
}

/** Whether a worker lives. One that was killed on this host is listed for a while and still does not. */
async function lives(storage: Storage): Promise<boolean> {
  return (await storage.runs.listWorkers()).some(worker => !isProvenDead(worker.id))
}

/** For its owner alone, and kept out of Git. */
function makeDataDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const ignore = join(directory, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
}

/** The demo makes something real where it can, and says which and why. */
function chooseDemoTemplate(terraform: EngineInfo | undefined): DemoTemplate {
  return terraform?.available
    ? { name: 'local', why: `${terraform.detail} is here` }
    : { name: 'simulated', why: terraform?.detail ?? 'there is no engine' }
}
