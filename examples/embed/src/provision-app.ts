import { createWaybill, directorySource, type LogLine, type Workspace } from '@waybill/core'
import { type TerraformEngineOptions, terraformEngine } from '@waybill/engine-terraform'
import { sequelizeStorage } from '@waybill/storage-sequelize'

/** What this service needs to know. */
export interface ProvisionOptions {
  /** The folder of app folders. */
  readonly apps: string
  /** The app to provision. */
  readonly appSlug: string
  /** Asked again with the same key, Waybill answers the workspace it made the first time. */
  readonly idempotencyKey: string
  /** A PostgreSQL. Left out: everything is kept in memory. */
  readonly databaseUrl?: string
  /** Templates that Terraform executes. Left out: the simulated one, which makes nothing. */
  readonly terraform?: TerraformEngineOptions & {
    readonly templates: string
    readonly defaultTemplate: string
  }
  readonly log: (line: LogLine) => void
}

/** Brings the catalog in step with the apps, provisions one of them and follows the log to its end. */
export async function provisionApp(options: ProvisionOptions): Promise<Workspace> {
  const { apps, databaseUrl, terraform, appSlug, idempotencyKey, log } = options
  await using waybill = await createWaybill({
    source: directorySource(apps),
    storage: databaseUrl ? await sequelizeStorage({ connection: databaseUrl, schema: 'waybill' }) : undefined,
    engines: terraform && [terraformEngine(terraform)],
    templates: terraform?.templates,
    defaultTemplate: terraform?.defaultTemplate,
    worker: { slots: 2 },
  })
  await waybill.catalog.sync()
  const workspace = await waybill.workspaces.create({ appSlug, idempotencyKey })
  for await (const line of waybill.runs.follow(workspace.currentRun.id)) log(line)
  return await waybill.workspaces.get(workspace.id)
}
