import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { apiRoutes } from '../../src/routes/api-routes.js'

const doc = readFileSync(
  fileURLToPath(new URL('../../../../../docs/provisioning.md', import.meta.url)),
  'utf8',
)

/** Requests as the document writes them, with names and ids as parameters. */
const requests = Array.from(doc.matchAll(/`(GET|POST|PATCH|DELETE) (\/[^\s`?]+)/g), ([, method, path]) => ({
  method,
  path: `/api/v1${path ?? ''}`,
}))

describe('docs/provisioning.md', () => {
  it('names only routes that are there', () => {
    expect(requests.length).to.be.greaterThan(10)
    for (const { method, path } of requests) {
      const route = apiRoutes.find(
        one => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
      )
      expect(route, `${method} ${path}`).to.not.equal(undefined)
    }
  })
})
