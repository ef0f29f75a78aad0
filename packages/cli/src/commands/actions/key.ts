import { WaybillError } from '@waybill/core'
import { type KeyRing, type KeyUse, makeKeyRing } from '@waybill/storage-sequelize'
import type { OutputFormat } from '../../output/output-option.js'
import { type Column, printRows } from '../../output/print.js'
import { type Terminal, terminal } from '../../output/terminal.js'
import { loadEncryptionKeys, makeKeyLine } from '../../wiring/encryption-keys.js'
import { openDatabase } from '../../wiring/open-storage.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'

/** Prints an id and a new key. */
export function printKey(): number {
  terminal().data(makeKeyLine(new Date()))
  return 0
}

/** Shows the keys by their ids, and what each has sealed. Exit code 1 when one is missing that is needed. */
export function listKeys(args: GlobalArguments & { readonly output: OutputFormat }): Promise<number> {
  return withKeyRing(args, async (ring, out) => {
    const uses = await ring.list()
    printRows(out, {
      format: args.output,
      rows: uses,
      columns,
      value: uses,
      empty: 'No key, and nothing stored.',
    })
    return uses.some(({ role }) => role === 'missing') ? 1 : 0
  })
}

/** Seals anew what the first key has not sealed. Exit code 1 when something does not open. */
export function resealAll(args: GlobalArguments): Promise<number> {
  return withKeyRing(args, async (ring, out) => {
    const interrupt = new AbortController()
    const onInterrupt = (): void => interrupt.abort(new Error('interrupted'))
    process.once('SIGINT', onInterrupt)
    try {
      const { resealed, unopened } = await ring.reseal({
        signal: interrupt.signal,
        onProgress: makeReporter(out),
      })
      out.say(
        resealed + unopened === 0 ? 'Everything is sealed with the first key.' : `Sealed anew: ${resealed}.`,
      )
      if (unopened === 0) return 0
      out.say(
        `${unopened} do not open: their keys are not in the file, or are others. \`waybill key ls\` names them.`,
      )
      return 1
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      out.say('Interrupted: what was sealed anew stays so; the same command does the rest.')
      return 130
    } finally {
      process.off('SIGINT', onInterrupt)
    }
  })
}

/** At most one line for each tenth of the work. */
function makeReporter(out: Terminal) {
  let told = 0
  return ({ resealed, unopened, total }: { resealed: number; unopened: number; total: number }): void => {
    const tenth = Math.floor((10 * (resealed + unopened)) / Math.max(1, total))
    if (tenth <= told || tenth >= 10) return
    told = tenth
    out.say(`${resealed + unopened} of ${total} …`)
  }
}

const columns: readonly Column<KeyUse>[] = [
  { head: 'key', cell: ({ keyId }) => keyId ?? '(not sealed)' },
  { head: 'role', cell: ({ role }) => (role === 'missing' ? 'missing in the file' : (role ?? '-')) },
  { head: 'states', cell: ({ rows }) => String(rows.states) },
  { head: 'plans', cell: ({ rows }) => String(rows.plans) },
  { head: 'parameters', cell: ({ rows }) => String(rows.parameters) },
  { head: 'webhooks', cell: ({ rows }) => String(rows.webhooks) },
]

/** The keys of the project, on its database. Never by way of a server: none of them hands out what it takes. */
async function withKeyRing(
  args: GlobalArguments,
  work: (ring: KeyRing, out: Terminal) => Promise<number>,
): Promise<number> {
  const out = terminal()
  const project = openProject(args)
  if (project.loaded.values.WAYBILL_SERVER !== undefined) {
    throw new WaybillError(
      'CONFIG_INVALID',
      'Keys are looked after on the database itself, not by way of a server.',
      {
        hint: 'Leave --server and WAYBILL_SERVER out, and set POSTGRES_* or DATABASE_URL.',
      },
    )
  }
  const database = await openDatabase(project, { create: false, waitMs: 0, onProgress: out.say })
  try {
    const ring = makeKeyRing({
      connection: database.connection,
      schema: project.loaded.values.WAYBILL_SCHEMA,
      keys: loadEncryptionKeys(project) ?? [],
    })
    try {
      return await work(ring, out)
    } finally {
      await ring.close()
    }
  } finally {
    await database.leave()
  }
}
