import { WaybillError } from '@waybill/core'
import { type DatabaseOptions, resolveDatabase } from '../database/connection.js'
import { type LogEntry, makeLog } from '../database/log.js'
import { makePool } from '../database/pool.js'
import { PoolSession } from '../database/pool-session.js'
import { makeSequelize } from '../database/sequelize.js'
import { BlobCodec } from '../run/blob-codec.js'
import type { EncryptionKey } from '../run/seal.js'
import { countByKey, type KeyCount } from './count-by-key.js'
import { type ResealCount, resealColumn } from './reseal-column.js'
import { type SealedKind, sealedColumns, sealedKinds } from './sealed-columns.js'

/** How a key ring is made. */
export interface KeyRingOptions extends DatabaseOptions {
  /** As of the storage: the first one seals, any of them opens. */
  readonly keys: readonly EncryptionKey[]
  readonly onLog?: (entry: LogEntry) => void
}

/** A key, and how much it has sealed. */
export interface KeyUse {
  /** Null: what is stored without a key. */
  readonly keyId: string | null
  /** `seals` and `opens`: it is in the ring. `missing`: what it sealed cannot be read. Null where there is none. */
  readonly role: 'seals' | 'opens' | 'missing' | null
  readonly rows: Readonly<Record<SealedKind, number>>
}

/** How far sealing anew has come. */
export interface ResealProgress extends ResealCount {
  /** What was not sealed with the first key when it began. */
  readonly total: number
}

/** The keys of a database: what they have sealed, and how to change to another one. */
export interface KeyRing {
  /** The keys of the ring, first the one that seals, then others that have sealed something, then what is not sealed. */
  list(): Promise<readonly KeyUse[]>
  /**
   * Seals with the first key what another one sealed, or none; beside running servers and workers that know that
   * key. Called again after it was cut off, it does the rest.
   * @throws WaybillError `CONFIG_INVALID` without a key, `STORAGE_UNAVAILABLE`
   */
  reseal(options?: {
    readonly signal?: AbortSignal
    readonly onProgress?: (progress: ResealProgress) => void
  }): Promise<ResealProgress>
  /** Callable twice. */
  close(): Promise<void>
}

/** Makes a key ring with connections of its own; the schema has to be there. @throws WaybillError `CONFIG_INVALID` */
export function makeKeyRing({ keys, onLog, ...options }: KeyRingOptions): KeyRing {
  const target = resolveDatabase(options)
  const log = makeLog(onLog)
  const pool = makePool(target, { size: 2, log })
  const database = { pool, sequelize: makeSequelize(pool), eventChannel: `${target.schema}_events`, log }
  const session = new PoolSession({ ...database, onSql: undefined })
  let ended: Promise<void> | undefined
  return {
    list: async () => listUses(await countByKey(session), keys),
    async reseal({ signal = new AbortController().signal, onProgress } = {}) {
      const [key] = keys
      if (key === undefined)
        throw new WaybillError('CONFIG_INVALID', 'There is no key to seal with.', {
          hint: 'Name a file of keys in WAYBILL_ENCRYPTION_KEY_FILE; `waybill key` prints a line for it.',
        })
      const others = (await countByKey(session)).filter(({ keyId }) => keyId !== key.id)
      let progress = { resealed: 0, unopened: 0, total: others.reduce((sum, { rows }) => sum + rows, 0) }
      const onBatch = ({ resealed, unopened }: ResealCount) => {
        progress = {
          ...progress,
          resealed: progress.resealed + resealed,
          unopened: progress.unopened + unopened,
        }
        onProgress?.(progress)
      }
      const codec = new BlobCodec(keys)
      for (const column of sealedColumns) {
        await resealColumn(column, { session, codec, key, signal, onBatch })
      }
      return progress
    },
    close: () => {
      ended ??= pool.end()
      return ended
    },
  }
}

/** What the counts come to, key by key. Pure. */
export function listUses(counts: readonly KeyCount[], keys: readonly EncryptionKey[]): readonly KeyUse[] {
  const inRing = keys.map(({ id }) => id)
  const found = [...new Set(counts.map(({ keyId }) => keyId))]
  const missing = found.filter(id => id !== null && !inRing.includes(id)).sort()
  const ids = [...inRing, ...missing, ...(found.includes(null) ? [null] : [])]
  return ids.map(keyId => ({ keyId, role: roleOf(keyId, inRing), rows: sumRows(counts, keyId) }))
}

function roleOf(keyId: string | null, inRing: readonly string[]): KeyUse['role'] {
  if (keyId === null) return null
  if (keyId === inRing[0]) return 'seals'
  return inRing.includes(keyId) ? 'opens' : 'missing'
}

function sumRows(counts: readonly KeyCount[], keyId: string | null): KeyUse['rows'] {
  const sum = (kind: SealedKind) =>
    counts
      .filter(count => count.kind === kind && count.keyId === keyId)
      .reduce((total, { rows }) => total + rows, 0)
  const [states, plans, parameters, webhooks] = sealedKinds
  return {
    [states]: sum(states),
    [plans]: sum(plans),
    [parameters]: sum(parameters),
    [webhooks]: sum(webhooks),
  }
}
