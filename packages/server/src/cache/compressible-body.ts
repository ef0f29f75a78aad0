import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Content codings that bodies are kept in, the better one first. */
export const contentCodings = ['br', 'gzip'] as const
export type ContentCoding = (typeof contentCodings)[number]

/** Quicker than gzip and a tenth smaller; the default of 11 takes a second for a page of 1,000 apps. */
const brotliQuality = 4

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

const compress: Readonly<Record<ContentCoding, (plain: Buffer) => Promise<Buffer>>> = {
  br: plain =>
    toBrotli(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  gzip: plain => toGzip(plain),
}

/** Smaller ones fit in a packet or two as they are. */
const worthCompressingBytes = 1400

/** A body that is sent many times: made once, compressed once and only when somebody takes it compressed. */
export class CompressibleBody {
  readonly plain: Buffer
  readonly #compressed = new Map<ContentCoding, Promise<Buffer>>()

  constructor(content: string | Buffer) {
    this.plain = typeof content === 'string' ? Buffer.from(content) : content
  }

  get worthCompressing(): boolean {
    return this.plain.length >= worthCompressingBytes
  }

  /** In one coding; in a thread of its own, so that nothing else waits for it. */
  compressed(coding: ContentCoding): Promise<Buffer> {
    const known = this.#compressed.get(coding)
    if (known !== undefined) return known
    const making = compress[coding](this.plain)
    this.#compressed.set(coding, making)
    return making
  }
}
