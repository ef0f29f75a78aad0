import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { WaybillError } from '@waybill/core'
import { type EncryptionKey, seal, unseal } from './seal.js'

const compress: (bytes: Uint8Array) => Promise<Buffer> = promisify(gzip)
const expand: (bytes: Uint8Array) => Promise<Buffer> = promisify(gunzip)

type JsonObject = Readonly<Record<string, unknown>>

/** A JSON object of which only its sealed form is stored. */
export const sealedKey = '$sealed'

/** How states and plans are stored: gzipped (JSON shrinks about tenfold; off the event loop), then sealed. */
export class BlobCodec {
  readonly #keys: readonly EncryptionKey[]

  /** The first key seals, any of them opens; without keys nothing is sealed. */
  constructor(keys: readonly EncryptionKey[] = []) {
    this.#keys = keys
  }

  async encode(bytes: Uint8Array, about: string): Promise<Buffer> {
    const small = await compress(bytes)
    const [key] = this.#keys
    return key === undefined ? small : seal(small, about, key)
  }

  /** @throws WaybillError `STATE_SEALED` */
  async decode(bytes: Buffer, about: string): Promise<Uint8Array> {
    const small = unseal(bytes, about, this.#keys)
    try {
      return new Uint8Array(await expand(small))
    } catch (cause) {
      throw new WaybillError('STATE_SEALED', 'What is stored is damaged: it does not unpack.', {
        hint: 'Bring it back from a backup of the database.',
        cause,
      })
    }
  }

  /** The same with the first key, without a look at what it is. @throws WaybillError `STATE_SEALED` */
  reseal(bytes: Buffer, about: string): Buffer {
    const [key] = this.#keys
    const open = unseal(bytes, about, this.#keys)
    return key === undefined ? open : seal(open, about, key)
  }

  /** A JSON object as it is stored: sealed where there is a key, unless it is empty. */
  encodeJson(value: JsonObject, about: string): JsonObject {
    const [key] = this.#keys
    if (key === undefined || Object.keys(value).length === 0) return value
    return { [sealedKey]: seal(Buffer.from(JSON.stringify(value)), about, key).toString('base64') }
  }

  /** @throws WaybillError `STATE_SEALED` */
  decodeJson(value: JsonObject, about: string): JsonObject {
    const sealed = value[sealedKey]
    if (typeof sealed !== 'string') return value
    return JSON.parse(unseal(Buffer.from(sealed, 'base64'), about, this.#keys).toString())
  }
}
