import { access, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WaybillError } from '@waybill/core'
import type { Comparison } from './compare-with-models.js'
import type { SchemaChange } from './diff-schemas.js'

/** From `dist/src/migration/` of a checkout. */
const sourceDirectory = fileURLToPath(new URL('../../../src/migration/migrations/', import.meta.url))

/** What a draft is called, and where it goes. */
export interface DraftOptions {
  readonly message: string
  /** Default: the migrations of this package's source. */
  readonly dir?: string
}

/** Writes the draft of a migration, under the next number. @throws WaybillError `CONFIG_INVALID`, `INVALID_INPUT` */
export async function writeDraft(
  comparison: Comparison,
  { message, dir = sourceDirectory }: DraftOptions,
): Promise<string> {
  await requireDirectory(dir)
  const subject = message
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  if (subject === '')
    throw new WaybillError('INVALID_INPUT', 'A migration needs a message with letters or digits.')
  const numbers = (await readdir(dir)).map(file => Number.parseInt(file, 10)).filter(Number.isInteger)
  const number = String(Math.max(0, ...numbers) + 1).padStart(4, '0')
  const file = join(dir, `${number}-${subject}.ts`)
  await writeFile(file, renderDraft(comparison), { flag: 'wx' })
  return file
}

/** The text of a draft. */
export function renderDraft({ up, down }: Comparison): string {
  return `import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: \`${renderSql(up)}\`,
  down: \`${renderSql(down)}\`,
}
`
}

function renderSql(changes: readonly SchemaChange[]): string {
  if (changes.length === 0) return '\n    -- Models and migrations agree: write what is to be done.\n  '
  const lines = changes.flatMap(({ sql }) => sql.split('\n'))
  const escaped = lines.map(line =>
    line.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${'),
  )
  return `\n${escaped.map(line => `    ${line}\n`).join('')}  `
}

async function requireDirectory(dir: string): Promise<void> {
  try {
    await access(dir)
  } catch (cause) {
    throw new WaybillError('CONFIG_INVALID', `There is no directory ${dir} for the migration.`, {
      hint: 'Run it in a checkout of Waybill, or name a directory.',
      cause,
    })
  }
}
