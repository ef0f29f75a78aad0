import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)

/** Smaller ones fit in a packet or two as they are. */
const worthCompressingBytes = 1400

/** A body that is sent many times: made once, compressed once and only when somebody takes it compressed. */
export class CompressibleBody {
  readonly plain: Buffer
  #gzipped: Promise<Buffer> | undefined

  constructor(content: string | Buffer) {
    this.plain = typeof content === 'string' ? Buffer.from(content) : content
  }

  get worthCompressing(): boolean {
    return this.plain.length >= worthCompressingBytes
  }

  gzipped(): Promise<Buffer> {
    this.#gzipped ??= compress(this.plain)
    return this.#gzipped
  }
}
