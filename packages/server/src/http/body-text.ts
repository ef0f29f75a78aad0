import { WaybillError } from '@waybill/core'
import type { Context } from 'koa'
import bodyParser from 'koa-bodyparser'
import { type BodyDefinition, bodyTypes } from '../route/body-definition.js'

/**
 * The parser would drop a byte-order mark and mend bad UTF-8, both of which we report. (Spread, because its
 * types do not know this documented option.)
 */
const oneCharacterPerByte = { encoding: 'latin1' }

/** Reads the text of a request's body; undefined when it has none. */
export type BodyTextReader = (ctx: Context, kind: BodyDefinition['kind']) => Promise<string | undefined>

/**
 * Makes a reader of bodies of at most `limitBytes` (after decompression).
 * @returns a function that throws WaybillError `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE`, `MALFORMED_REQUEST`
 */
export function makeBodyTextReader(limitBytes: number): BodyTextReader {
  const parse = bodyParser({
    enableTypes: ['text'],
    extendTypes: { text: [...bodyTypes.text] },
    textLimit: String(limitBytes),
    ...oneCharacterPerByte,
  })
  return async (ctx, kind) => {
    if (!hasBody(ctx)) return undefined
    assertReadable(ctx, bodyTypes[kind])
    try {
      await parse(ctx, async () => undefined)
    } catch (error) {
      throw toBodyError(error, limitBytes)
    }
    const bytes = Buffer.from(String(ctx.request.body), 'latin1')
    return bytes.length === 0 ? undefined : decode(bytes)
  }
}

function hasBody(ctx: Context): boolean {
  return ctx.get('Transfer-Encoding') !== '' || Number(ctx.get('Content-Length')) > 0
}

function assertReadable(ctx: Context, types: readonly string[]): void {
  const charset = ctx.request.charset.toLowerCase()
  const known = charset === '' || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii'
  if (known && ctx.is(...types)) return
  const given = ctx.get('Content-Type')
  throw new WaybillError(
    'UNSUPPORTED_MEDIA_TYPE',
    given === '' ? 'The body comes without a Content-Type.' : `A body of type ${given} is not read here.`,
    { hint: `Send it as ${types.join(' or ')}, in UTF-8.`, details: { supported: types } },
  )
}

/** https://github.com/stream-utils/raw-body#errors */
function toBodyError(error: unknown, limitBytes: number): WaybillError {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413)
    return new WaybillError('BODY_TOO_LARGE', `The body is larger than ${limitBytes} bytes.`, {
      details: { limitBytes },
      cause: error,
    })
  if (status === 415)
    return new WaybillError('UNSUPPORTED_MEDIA_TYPE', 'The Content-Encoding of the body is not known.', {
      hint: 'Send it as it is, or with gzip or deflate.',
      cause: error,
    })
  return new WaybillError('MALFORMED_REQUEST', 'The body could not be read to its end.', { cause: error })
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new WaybillError('MALFORMED_REQUEST', 'The body is not UTF-8.', { cause })
  }
}
