import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { type EncryptionKey, seal, unseal } from './seal.js'

const compress: (bytes: Uint8Array) => Promise<Buffer> = promisify(gzip)
const expand: (bytes: Uint8Array) => Promise<Buffer> = promisify(gunzip)

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
    return new Uint8Array(await expand(unseal(bytes, about, this.#keys)))
  }
}
