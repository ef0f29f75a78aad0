import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { WaybillError } from '@waybill/core'

/** A key of AES-256-GCM. Its id is stored with everything that it seals. */
export interface EncryptionKey {
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** gzip begins with 1f 8b, so what was stored without a key is told apart. */
const magic = Buffer.from('WBS1')
const nonceBytes = 12
const tagBytes = 16

/**
 * Seals what is stored (AES-256-GCM, NIST SP 800-38D): magic, length and text of the key's id, nonce, tag, text.
 * `about` is bound to it: what is moved to another place does not open there.
 */
export function seal(bytes: Uint8Array, about: string, { id, key }: EncryptionKey): Buffer {
  const name = Buffer.from(id)
  const head = Buffer.concat([magic, Buffer.from([name.length]), name])
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.concat([head, Buffer.from(about)]))
  const text = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([head, nonce, cipher.getAuthTag(), text])
}

/**
 * Opens what {@link seal} made; what was never sealed is given back as it is.
 * @throws WaybillError `STATE_SEALED` when its key is missing, or it was changed
 */
export function unseal(bytes: Buffer, about: string, keys: readonly EncryptionKey[]): Buffer {
  if (!bytes.subarray(0, magic.length).equals(magic)) return bytes
  const nameEnd = magic.length + 1 + (bytes[magic.length] ?? 0)
  const id = bytes.subarray(magic.length + 1, nameEnd).toString()
  const known = keys.find(other => other.id === id)
  if (known === undefined) {
    throw new WaybillError(
      'STATE_SEALED',
      `What is stored is sealed with the key "${id}", which is not here.`,
      {
        hint: 'Add that key to the file of encryption keys.',
      },
    )
  }
  const nonce = bytes.subarray(nameEnd, nameEnd + nonceBytes)
  const tag = bytes.subarray(nameEnd + nonceBytes, nameEnd + nonceBytes + tagBytes)
  const text = bytes.subarray(nameEnd + nonceBytes + tagBytes)
  try {
    const decipher = createDecipheriv('aes-256-gcm', known.key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.concat([bytes.subarray(0, nameEnd), Buffer.from(about)]))
    decipher.setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()])
  } catch (cause) {
    throw new WaybillError('STATE_SEALED', `What is stored does not open with the key "${id}".`, {
      hint: 'The key is another one than it was sealed with, or the stored bytes were changed.',
      cause,
    })
  }
}
