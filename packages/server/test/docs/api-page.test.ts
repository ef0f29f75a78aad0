import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { apiRoutes } from '../../src/routes/api-routes.js'
import { serverPerTest } from '../serve.js'
import { type RecordedAnswer, startRecordingProxy } from './recording-proxy.js'

const page = new URL('../../../../../docs/api.md', import.meta.url)
const run = promisify(execFile)

/** What is asked for where there is nothing to choose: answered with a 4xx, as the page says. */
const refused: ReadonlySet<string> = new Set(['chooseWorkspaceState'])

describe('docs/api.md', function () {
  this.timeout(60_000)
  const serve = serverPerTest()

  it('asks for every operation, and each request works as it is written there', async () => {
    const text = await readFile(page, 'utf8')
    const blocks = Array.from(text.matchAll(/^```sh\n(.*?)^```$/gms), match => match[1] ?? '')
    const { url, log, directory } = await serve({ pushSecret: 'the-push-secret' })
    const proxy = await startRecordingProxy(url)
    const script = blocks.join('\n').replaceAll('http://localhost:8000', proxy.url)
    await run('bash', ['-euo', 'pipefail', '-c', script], { maxBuffer: 64 * 1024 * 1024 })
    proxy.close()
    if (process.env.WAYBILL_RECORD_EXAMPLES) await writeExamples(proxy.answers, directory)
    const answered = (operationId: string, method: string, path: string) =>
      log.filter(
        ({ fields }) =>
          fields.method === method &&
          fields.route === path &&
          (refused.has(operationId) ? fields.status < 500 : fields.status < 400),
      )
    const missing = apiRoutes.filter(
      ({ operationId, method, path }) => answered(operationId, method, path).length === 0,
    )
    expect(missing.map(({ operationId }) => operationId)).to.deep.equal([])
  })
})

/** As the OpenAPI document shows them: `WAYBILL_RECORD_EXAMPLES=1` with this test writes them anew. */
const examplesFile = new URL('../../../src/openapi/answer-examples.ts', import.meta.url)

async function writeExamples(answers: readonly RecordedAnswer[], directory: string): Promise<void> {
  const examples: Record<string, Record<string, unknown>> = {}
  for (const { operationId, status, json } of answers)
    examples[operationId] = { ...examples[operationId], [status]: shorten(json) }
  const text = JSON.stringify(examples, undefined, 2).replaceAll(directory, '/srv/apps')
  await writeFile(
    examplesFile,
    `/** Answers of a server to the requests of docs/api.md, by operation and status; recorded by its test, lists cut short. */
export const answerExamples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = ${text}
`,
  )
}

/** Lists keep their first two items; what is secret is not repeated. */
function shorten(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(shorten)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === 'secret' ? 'shown-once' : shorten(member)]),
  )
}
