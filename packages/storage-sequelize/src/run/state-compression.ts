import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

/** A state file as it is stored: it is JSON text and shrinks about tenfold. Off the event loop. */
export const compressState: (bytes: Uint8Array) => Promise<Buffer> = promisify(gzip)

export const expandState: (bytes: Uint8Array) => Promise<Buffer> = promisify(gunzip)
