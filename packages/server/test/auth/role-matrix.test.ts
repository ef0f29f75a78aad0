import { includesRole, type Principal, roles } from '@waybill/core'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { apiRoutes } from '../../src/routes/api-routes.js'
import { call } from '../call.js'
import { serve, type TestServer } from '../serve.js'

const principals: readonly Principal[] = [
  ...roles.map(role => ({ name: `the-${role}`, role })),
  { name: 'the-stranger', role: null },
]

/** Every route with every kind of caller: a route that is added is in it by itself. */
describe('who may ask what', () => {
  let server: TestServer
  before(async () => {
    server = await serve({
      authenticate: async credential => principals.find(({ name }) => name === credential),
    })
  })
  after(() => server.close())

  const ask = (route: (typeof apiRoutes)[number], credential?: string) => {
    const path = route.path.replaceAll(/\{\w+\}/g, 'none') as `/${string}`
    const headers: Record<string, string> =
      credential === undefined ? {} : { Authorization: `Bearer ${credential}` }
    return call(server.url, `${route.method} ${path}`, { headers })
  }

  for (const route of apiRoutes) {
    const { method, path, role } = route
    if (role === 'public') {
      it(`everybody may ${method} ${path}`, async () => {
        for (const credential of [undefined, 'nonsense']) {
          expect((await ask(route, credential)).status).to.be.oneOf(
            path.endsWith('/push') ? [403] : [200, 503],
          )
        }
      })
      continue
    }
    it(`${role} may ${method} ${path}, and nobody below`, async () => {
      for (const credential of [undefined, 'nonsense']) {
        const refused = await ask(route, credential)
        expect(refused.status).to.equal(401)
        expect(refused.headers.get('WWW-Authenticate')).to.match(/^Bearer realm="waybill"/)
      }
      for (const principal of principals) {
        const { status, headers } = await ask(route, principal.name)
        if (includesRole(principal.role, role)) {
          expect(status, principal.name).not.to.be.oneOf([401, 403])
          continue
        }
        expect(status, principal.name).to.equal(403)
        expect(headers.get('WWW-Authenticate')).to.equal(
          `Bearer realm="waybill", error="insufficient_scope", scope="${role}"`,
        )
      }
    })
  }

  it('only health, what the service is and signed notices are public', () => {
    const open = apiRoutes.filter(({ role }) => role === 'public').map(({ path }) => path)
    expect(open).to.have.members(['/', '/health', '/livez', '/readyz', '/api/v1/catalog/push'])
  })

  it('what changes something is no viewer’s, but for checking a manifest', () => {
    const changing = apiRoutes.filter(({ method, role }) => method !== 'GET' && role === 'viewer')
    expect(changing.map(({ operationId }) => operationId)).to.deep.equal(['validateManifest'])
  })

  it('what takes more than its route does is refused alike', async () => {
    const refused = await call(server.url, 'DELETE /api/v1/workspaces/none?orphan=true', {
      headers: { Authorization: 'Bearer the-operator' },
    })
    expect(refused.status).to.equal(403)
    expect(refused.headers.get('WWW-Authenticate')).to.contain('scope="admin"')
  })

  it('HEAD is refused like GET, and an unknown path is not there for anybody', async () => {
    const head = await fetch(`${server.url}/api/v1/catalog`, { method: 'HEAD' })
    expect(head.status).to.equal(401)
    expect((await fetch(`${server.url}/api/v1/nothing`)).status).to.equal(404)
  })

  it('documentation and schemas stay open', async () => {
    for (const path of ['/docs', '/redoc', '/openapi.json', '/schemas/app-manifest.json'])
      expect((await fetch(server.url + path)).status, path).to.equal(200)
  })

  it('a path that is written in other ways is the same route', async () => {
    for (const path of ['/api/v1/catalog/', '/api/v1/./catalog', '/api/v1/catalog?x=1'])
      expect((await fetch(server.url + path)).status, path).to.equal(401)
    for (const path of ['//api/v1/catalog', '/API/v1/catalog', '/api/v1/catalog%2f', '/api%2fv1/catalog'])
      expect((await fetch(server.url + path)).status, path).to.be.oneOf([401, 404])
  })
})
