import { type LogLine, logLineSchema, type RunId } from '@waybill/core'
import { z } from 'zod'
import type { Reply } from '../route/reply.js'
import { type Route, route } from '../route/route.js'
import type { RouteDeps } from '../route/route-deps.js'
import { toServerSentEvents } from './log-events.js'
import { endWith, readStoredLines } from './log-lines.js'
import { readRunId, runParams } from './run-params.js'

const bytesType = 'application/octet-stream'

const types = ['text/plain', 'application/x-ndjson', 'text/event-stream', bytesType] as const

const getRunLog = route({
  method: 'GET',
  path: '/api/v1/runs/{run_id}/log',
  role: 'viewer',
  operationId: 'getRunLog',
  tag: 'Runs',
  summary: "A run's log",
  description: [
    'By `Accept`: the messages as text, the lines as JSON (one `LogLine` per line), or server-sent events, whose',
    '`data` is a `LogLine` and whose id is the offset to go on from. Events follow the run to its end and close',
    'with one of type `end`; a client that asks again after that gets 204, which stops an EventSource.',
    'As `application/octet-stream`, one stretch of the log as it was written, with what there is in the headers.',
  ].join(' '),
  params: runParams,
  query: z.object({
    offset: z.int().min(0).default(0).describe('Byte of the log to begin at: `next` of the last line seen.'),
    follow: z.boolean().default(false).describe('Go on until the run has ended.'),
    limitBytes: z
      .int()
      .min(1)
      .max(16 * 1024 * 1024)
      .default(1024 * 1024)
      .describe('Longest stretch (`application/octet-stream` only).'),
  }),
  headers: z.object({
    'Last-Event-ID': z
      .string()
      .regex(/^\d{1,15}$/, 'has to be an offset')
      .optional()
      .describe('As an EventSource sends it; the offset to go on from.'),
  }),
  responses: {
    200: {
      description: 'The log.',
      content: {
        'text/plain': z.string(),
        'application/x-ndjson': logLineSchema,
        'text/event-stream': z.string(),
        [bytesType]: z.string().meta({ format: 'binary' }),
      },
      headers: {
        'Waybill-Log-Offset': 'Where the stretch begins (`application/octet-stream` only).',
        'Waybill-Log-Size': 'How many bytes of log are stored.',
        'Waybill-Log-Ended': '`true` when the run has ended and nothing comes behind this stretch.',
      },
    },
    204: { description: 'The run has ended and its log holds nothing further (server-sent events only).' },
  },
  errors: ['RUN_NOT_FOUND'],
  handler: async ({ params, query, headers, raw }, deps) => {
    const id = readRunId(params.run_id)
    const offset = Number(headers['Last-Event-ID'] ?? query.offset)
    const type = raw.prefers(...types)
    if (type === bytesType) return readBytes(id, { offset, limitBytes: query.limitBytes }, deps)
    const run = await deps.waybill.runs.get(id)
    if (type === 'text/event-stream' && run.endedAt !== null && offset >= run.logSize) return { status: 204 }
    if (!query.follow && type !== 'text/event-stream')
      return toReply(type, readStoredLines(deps.waybill, { id, offset }), { id, deps, cut: deps.stopping })
    const cut = AbortSignal.any([deps.stopping, raw.lapsed()])
    const lines = followLines({ id, offset }, AbortSignal.any([raw.gone(), cut]), deps)
    return toReply(type, lines, { id, deps, cut })
  },
})

async function readBytes(
  id: RunId,
  range: { readonly offset: number; readonly limitBytes: number },
  { waybill }: RouteDeps,
): Promise<Reply> {
  const { offset, bytes, size, ended } = await waybill.runs.readLog(id, range)
  const headers = {
    'Waybill-Log-Offset': String(offset),
    'Waybill-Log-Size': String(size),
    'Waybill-Log-Ended': String(ended),
  }
  return { status: 200, headers, type: bytesType, content: bytes }
}

/** The lines as they come; it ends with the run or by the signal. */
function followLines(
  from: { id: RunId; offset: number },
  signal: AbortSignal,
  deps: RouteDeps,
): AsyncIterable<LogLine> {
  return endWith(signal, deps.waybill.runs.follow(from.id, { offset: from.offset, signal }))
}

function toReply(
  type: string,
  lines: AsyncIterable<LogLine>,
  { id, deps, cut }: { readonly id: RunId; readonly deps: RouteDeps; readonly cut: AbortSignal },
): Reply {
  if (type === 'text/event-stream')
    return {
      status: 200,
      type,
      content: toServerSentEvents(lines, () => deps.waybill.runs.get(id), cut),
    }
  if (type === 'application/x-ndjson')
    return { status: 200, type, content: mapLines(lines, line => `${JSON.stringify(line)}\n`) }
  return {
    status: 200,
    type: 'text/plain; charset=utf-8',
    content: mapLines(lines, line => `${line.message}\n`),
  }
}

async function* mapLines(
  lines: AsyncIterable<LogLine>,
  render: (line: LogLine) => string,
): AsyncGenerator<string> {
  for await (const line of lines) yield render(line)
}

/** The log of a run. */
export const runLogRoutes: readonly Route[] = [getRunLog]
