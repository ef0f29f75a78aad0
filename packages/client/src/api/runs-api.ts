import {
  type LogLine,
  ledgerEntrySchema,
  logLineSchema,
  type RunId,
  type RunsApi,
  runPageSchema,
  runSchema,
} from '@waybill/core'
import { z } from 'zod'
import { buildPath } from '../http/build-path.js'
import type { Http } from '../http/http.js'
import { openEventStream } from '../stream/open-event-stream.js'
import { readData } from '../stream/read-data.js'
import { type Patience, resume } from '../stream/resume.js'

const path = 'api/v1/runs'

/** The runs of a server. */
export function makeRunsApi(http: Http, patience: Patience): RunsApi {
  const runPath = (id: RunId) => buildPath(path, id, 'RUN_NOT_FOUND')
  const act = async (id: RunId, action: string, json?: object) =>
    http.read(runSchema, { method: 'POST', path: `${runPath(id)}/${action}`, json })
  return {
    list: async (query = {}) => http.read(runPageSchema, { method: 'GET', path, query }),
    get: async id => http.read(runSchema, { method: 'GET', path: runPath(id) }),
    ledger: async id =>
      http.read(z.array(ledgerEntrySchema), { method: 'GET', path: `${runPath(id)}/ledger` }),
    async readLog(id, range = {}) {
      const response = await http.send({
        method: 'GET',
        path: `${runPath(id)}/log`,
        query: { offset: range.offset, limitBytes: range.limitBytes },
        headers: { Accept: 'application/octet-stream' },
      })
      const number = (name: string) => Number(response.headers.get(name))
      return {
        offset: number('Waybill-Log-Offset'),
        bytes: new Uint8Array(await response.arrayBuffer()),
        size: number('Waybill-Log-Size'),
        ended: response.headers.get('Waybill-Log-Ended') === 'true',
      }
    },
    async *follow(id, options = {}) {
      const { offset = 0, signal } = options
      yield* followLog({ http, patience, path: `${runPath(id)}/log` }, { offset, signal })
    },
    cancel: (id, { force } = {}) => act(id, 'cancel', force === undefined ? undefined : { force }),
    approve: (id, options = {}) =>
      act(id, 'approve', options.import === undefined ? undefined : { import: options.import }),
    discard: id => act(id, 'discard'),
    retry: id => act(id, 'retry'),
  }
}

/** The lines of a log; each knows the offset behind it, from which a connection that was lost is taken up again. */
function followLog(
  { http, patience, path }: { readonly http: Http; readonly patience: Patience; readonly path: string },
  from: { readonly offset: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<LogLine> {
  let { offset } = from
  return resume(patience, http.untilClosed(from.signal), async function* (signal, onAlive) {
    const request = { method: 'GET', path, query: { offset }, signal } as const
    const stream = openEventStream(http, request, { ...patience, onAlive })
    for await (const { event, data } of stream) {
      if (event === 'end') return 'ended'
      const line = readData(logLineSchema, data)
      offset = line.next
      yield line
    }
    return 'broken'
  })
}
