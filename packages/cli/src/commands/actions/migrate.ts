import { makeMigrator } from '@waybill/storage-sequelize'
import type { OutputFormat } from '../../output/output-option.js'
import { printRows } from '../../output/print.js'
import { type Terminal, terminal } from '../../output/terminal.js'
import { openDatabase } from '../../wiring/open-storage.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'

type Migrator = ReturnType<typeof makeMigrator>

/** Shows each migration and when it was applied. Exit code 1 when some are pending. */
export function migrateStatus(args: GlobalArguments & { readonly output: OutputFormat }): Promise<number> {
  return withMigrator(args, async (migrator, out) => {
    const rows = await migrator.status()
    printRows(out, {
      format: args.output,
      rows,
      columns: [
        { head: 'migration', cell: row => row.name },
        { head: 'applied', cell: row => row.appliedAt ?? 'pending' },
      ],
      value: rows,
      empty: 'No migration.',
    })
    return rows.some(row => row.appliedAt === null) ? 1 : 0
  })
}

export function migrateUp(args: GlobalArguments & { readonly to?: string }): Promise<number> {
  return withMigrator(args, async (migrator, out) => {
    const names = await migrator.up({ to: args.to })
    out.say(names.length === 0 ? 'Nothing is pending.' : `Applied ${names.join(', ')}.`)
    return 0
  })
}

export function migrateDown(args: GlobalArguments & { readonly to?: string }): Promise<number> {
  return withMigrator(args, async (migrator, out) => {
    const names = await migrator.down({ to: args.to })
    out.say(names.length === 0 ? 'Nothing is applied.' : `Took back ${names.join(', ')}.`)
    return 0
  })
}

export function migrateCheck(args: GlobalArguments): Promise<number> {
  return withMigrator(args, async (migrator, out) => {
    const differences = await migrator.check()
    for (const difference of differences) out.data(difference)
    out.say(
      differences.length === 0
        ? 'Models and migrations agree.'
        : '`waybill migrate create -m "…"` writes a draft of the difference.',
    )
    return differences.length === 0 ? 0 : 1
  })
}

export function migrateCreate(args: GlobalArguments & { readonly message: string }): Promise<number> {
  return withMigrator(args, async (migrator, out) => {
    const file = await migrator.create({ message: args.message })
    out.say(`Wrote ${file}: review it, then build and run \`waybill migrate up\`.`)
    return 0
  })
}

async function withMigrator(
  args: GlobalArguments,
  work: (migrator: Migrator, out: Terminal) => Promise<number>,
): Promise<number> {
  const out = terminal()
  const project = openProject(args)
  const database = await openDatabase(project, { create: false, waitMs: 0, onProgress: out.say })
  try {
    const migrator = makeMigrator({
      connection: database.connection,
      schema: project.loaded.values.WAYBILL_SCHEMA,
    })
    try {
      return await work(migrator, out)
    } finally {
      await migrator.close()
    }
  } finally {
    await database.leave()
  }
}
