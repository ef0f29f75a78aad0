import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WaybillError } from '@waybill/core'
import type { Project } from './project.js'

/** A key of AES-256-GCM with the id that is stored with everything it seals. */
export interface EncryptionKey {
  readonly id: string
  readonly key: Uint8Array
}

const keyBytes = 32
const ownFile = 'encryption.keys'

/**
 * The keys that seal what is stored, the first of which seals; undefined where nothing is sealed. Those of
 * `WAYBILL_ENCRYPTION_KEY_FILE`; without it the embedded database has a file of its own, which is made when it is
 * missing, and another one has none.
 * @throws WaybillError `CONFIG_INVALID`
 */
export function loadEncryptionKeys({
  loaded,
  database,
  dataDir,
}: Project): readonly EncryptionKey[] | undefined {
  const configured = loaded.values.WAYBILL_ENCRYPTION_KEY_FILE
  if (configured !== undefined) return readKeyFile(configured)
  if (database.kind !== 'embedded') return undefined
  const file = join(dataDir, ownFile)
  if (!existsSync(file) && existsSync(dataDir)) makeKeyFile(file)
  return existsSync(file) ? readKeyFile(file) : undefined
}

/** What a start says of it. */
export function describeSealing({ database, loaded }: Project): string {
  const file = loaded.values.WAYBILL_ENCRYPTION_KEY_FILE
  const what = 'states, plans and parameters'
  if (file !== undefined) return `${what} are sealed with the keys of ${file}`
  if (database.kind === 'embedded') return `${what} are sealed with a key in the data directory`
  return `${what} are stored as they are; WAYBILL_ENCRYPTION_KEY_FILE seals them`
}

/** One line of a key file: an id that nobody has used yet, and a new key. */
export function makeKeyLine(now: Date): string {
  const day = now.toISOString().slice(0, 10)
  const unique = randomBytes(3).toString('hex')
  return `${day}-${unique} ${randomBytes(keyBytes).toString('base64')}`
}

/** Reads the text of a key file: one key per line, `<id> <base64 of 32 bytes>`; `#` begins a comment. */
export function parseKeyFile(text: string, file: string): readonly EncryptionKey[] {
  const keys: EncryptionKey[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const [id = '', base64, more] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (id === '') continue
    const refuse = (what: string) => invalid(`Line ${index + 1} of the key file ${file} ${what}.`)
    if (base64 === undefined || more !== undefined) throw refuse('is not `<id> <key>`')
    if (!/^[\w.-]{1,100}$/.test(id)) throw refuse('has an id that is not letters, digits, "-", "_" and "."')
    if (keys.some(other => other.id === id)) throw refuse(`has the id "${id}" a second time`)
    const key = Buffer.from(base64, 'base64')
    if (key.length !== keyBytes) throw refuse(`has a key of ${key.length} bytes, not ${keyBytes}, in base64`)
    keys.push({ id, key })
  }
  if (keys.length === 0) throw invalid(`The key file ${file} holds no key.`)
  return keys
}

function readKeyFile(file: string): readonly EncryptionKey[] {
  try {
    return parseKeyFile(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof WaybillError) throw error
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw invalid(`The key file ${file} cannot be read: ${why}.`, error)
  }
}

/** Of two processes that make it at once, one wins: a link appears whole or not at all. */
function makeKeyFile(file: string): void {
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, `${makeKeyLine(new Date())}\n`, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function invalid(message: string, cause?: unknown): WaybillError {
  return new WaybillError('CONFIG_INVALID', message, {
    hint: 'Each line is `<id> <key>`; `waybill key` prints one. The first one seals, all of them open.',
    cause,
  })
}
