import { makeMigrator } from '@waybill/storage-sequelize'
import { loadEncryptionKeys } from '../wiring/encryption-keys.js'
import { openDatabase } from '../wiring/open-storage.js'
import type { Project } from '../wiring/project.js'
import { attempt, type Check } from './check.js'

/** The database, its migrations, and the key that seals what is secret in it. */
export async function checkDatabase(project: Project): Promise<readonly Check[]> {
  const { database, loaded } = project
  const mend =
    database.kind === 'embedded'
      ? '`waybill serve` makes the embedded one; POSTGRES_* or DATABASE_URL name one of your own.'
      : 'Start it, or correct POSTGRES_* or DATABASE_URL.'
  let migrations: Check | undefined
  const reached = await attempt(
    'database',
    async () => {
      const opened = await openDatabase(project, { create: false, waitMs: 0, onProgress: () => undefined })
      try {
        const migrator = makeMigrator({ connection: opened.connection, schema: loaded.values.WAYBILL_SCHEMA })
        try {
          migrations = checkMigrations(await migrator.status())
        } finally {
          await migrator.close()
        }
      } finally {
        await opened.leave()
      }
      return { name: 'database', state: 'ok', found: `${describe(project)} answers` }
    },
    mend,
  )
  return [reached, ...(migrations ? [migrations] : []), await checkKey(project)]
}

function describe({ database, dataDir }: Project): string {
  return database.kind === 'embedded'
    ? `the embedded PostgreSQL in ${dataDir}`
    : `PostgreSQL (${database.why})`
}

function checkMigrations(
  rows: readonly { readonly name: string; readonly appliedAt: string | null }[],
): Check {
  const pending = rows.filter(({ appliedAt }) => appliedAt === null)
  if (pending.length === 0)
    return { name: 'migrations', state: 'ok', found: `all ${rows.length} are applied` }
  const names = pending.map(({ name }) => name).join(', ')
  return {
    name: 'migrations',
    state: 'warn',
    found: `pending: ${names}`,
    mend: '`waybill migrate up`, or start `waybill serve`.',
  }
}

function checkKey(project: Project): Promise<Check> {
  const name = 'encryption key'
  return attempt(
    name,
    () =>
      loadEncryptionKeys(project)
        ? { name, state: 'ok', found: 'states, plans and secret parameters are sealed' }
        : {
            name,
            state: 'warn',
            found: 'there is none: states, plans and secret parameters are stored as they are',
            mend: 'Set WAYBILL_ENCRYPTION_KEY_FILE.',
          },
    'Set WAYBILL_ENCRYPTION_KEY_FILE to a file of keys that can be read.',
  )
}
