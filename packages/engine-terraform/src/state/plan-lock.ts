import { inflateRawSync } from 'node:zlib'

const name = '.terraform.lock.hcl'
/** A lock file of a hundred providers has less. */
const maxBytes = 1024 * 1024

/** Ends and entries of a ZIP file's directory. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const deflated = 8

/**
 * The lock file that a plan file carries: which providers the plan was made with. Terraform applies it with no
 * others, so another host has to install just these. Undefined where there are none, or the file is no plan. Pure.
 */
export function readPlanLock(plan: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(plan.buffer, plan.byteOffset, plan.byteLength)
  try {
    const found = findEntry(bytes)
    const lock = found && readEntry(bytes, found)
    return lock?.includes('provider "') ? lock : undefined
  } catch {
    // Cut off or something else: Terraform itself says so when it is to be applied.
    return undefined
  }
}

interface Entry {
  readonly method: number
  readonly size: number
  /** Where the file's own header begins. */
  readonly offset: number
}

function findEntry(bytes: Buffer): Entry | undefined {
  // Terraform writes no comment, so that the end of the directory is the end of the file.
  const end = bytes.length - 22
  if (bytes.readUInt32LE(end) !== endSignature) return undefined
  let at = bytes.readUInt32LE(end + 16)
  while (bytes.readUInt32LE(at) === entrySignature) {
    const nameLength = bytes.readUInt16LE(at + 28)
    if (bytes.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return {
        method: bytes.readUInt16LE(at + 10),
        size: bytes.readUInt32LE(at + 20),
        offset: bytes.readUInt32LE(at + 42),
      }
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return undefined
}

function readEntry(bytes: Buffer, { method, size, offset }: Entry): Buffer {
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const content = bytes.subarray(start, start + size)
  return method === deflated ? inflateRawSync(content, { maxOutputLength: maxBytes }) : content
}
