import { crc32 } from 'node:zlib'

/** A ZIP file with one file in it, not compressed. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function zipOf(name: string, content: Buffer): Buffer {
  const path = Buffer.from(name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(content.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(path.length, 22)
  const header = Buffer.concat([signature(0x04034b50), common, path])
  // Made by Unix, so that the rights of the file are read: 0755.
  const attributes = Buffer.alloc(14)
  attributes.writeUInt32LE((0o100755 << 16) >>> 0, 6)
  const entry = Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), common, attributes, path])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(entry.length, 8)
  end.writeUInt32LE(header.length + content.length, 12)
  return Buffer.concat([header, content, entry, signature(0x06054b50), end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
