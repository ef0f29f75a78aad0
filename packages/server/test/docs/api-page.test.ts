import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { apiRoutes } from '../../src/routes/api-routes.js'
import { serverPerTest } from '../serve.js'

const page = new URL('../../../../../docs/api.md', import.meta.url)
const run = promisify(execFile)

/** What a simulated engine and a host that is not there cannot do: asked for all the same, and answered with a 4xx. */
const refused: ReadonlySet<string> = new Set([
  'readWorkspaceState',
  'restoreWorkspaceState',
  'chooseWorkspaceState',
  'pingWebhook',
  'redeliverWebhookDelivery',
])

describe('docs/api.md', function () {
  this.timeout(60_000)
  const serve = serverPerTest()

  it('asks for every operation, and each request works as it is written there', async () => {
    const text = await readFile(page, 'utf8')
    const blocks = Array.from(text.matchAll(/^```sh\n(.*?)^```$/gms), match => match[1] ?? '')
    const { url, log } = await serve()
    const script = blocks.join('\n').replaceAll('http://localhost:8000', url)
    await run('bash', ['-euo', 'pipefail', '-c', script], { maxBuffer: 64 * 1024 * 1024 })
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
