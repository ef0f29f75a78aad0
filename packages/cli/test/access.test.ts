import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { chooseAuthentication } from '../src/config/choose-authentication.js'
import { loadSettings } from '../src/config/load-settings.js'
import { until } from './support/until.js'
import { type Ended, WaybillProcess, waybill } from './support/waybill-process.js'

const fileToken = 'a-token-that-lies-in-a-file-0123456789'

describe('access', function () {
  this.timeout(60_000)
  let cwd: string
  let database: TestDatabase
  let server: WaybillProcess | undefined
  const env = () => ({ DATABASE_URL: database.url, WAYBILL_LOG_LEVEL: 'debug', DEBUG: 'true' })
  const run = (args: readonly string[], more: Record<string, string> = {}): Promise<Ended> =>
    waybill(args, { cwd, env: { ...env(), ...more } })
  const start = async (args: readonly string[], more: Record<string, string> = {}): Promise<string> => {
    server = new WaybillProcess(['serve', '--no-worker', '--port', '0', ...args], {
      cwd,
      env: { ...env(), ...more },
    })
    return (await server.said(/API +(\S+)\/api\/v1/))[1] ?? ''
  }
  const stop = async (): Promise<Ended> => {
    server?.kill('SIGTERM')
    const ended = await server?.ended()
    server = undefined
    return ended ?? { exitCode: null, stdout: '', stderr: '' }
  }
  const statusOf = async (url: string, token?: string): Promise<number> =>
    (await fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })).status

  beforeEach(async () => {
    database = await testDatabase()
    cwd = mkdtempSync(join(tmpdir(), 'waybill-access-'))
    mkdirSync(join(cwd, 'apps'))
  })
  afterEach(async () => {
    await stop()
    await database.drop()
    rmSync(cwd, { recursive: true, force: true })
  })

  it('listening beyond loopback is refused while nobody could prove who they are', async () => {
    const refused = await run(['serve', '--host', '0.0.0.0', '--port', '0'])
    expect(refused.exitCode).to.equal(3)
    expect(refused.stderr).to.contain('CONFIG_INVALID').and.to.contain('waybill token create')
  })

  it('WAYBILL_AUTH=none opens it, which the start tells', async () => {
    const url = await start(['--host', '0.0.0.0'], { WAYBILL_AUTH: 'none' })
    expect(await statusOf(`${url}/api/v1/catalog`)).to.equal(200)
    expect((await stop()).stderr).to.match(/Access +everybody/)
  })

  it('tokens get in by their role, until they are revoked, and no log holds a secret', async () => {
    const made = await run(['token', 'create', 'ops', '--role', 'operator'])
    const secret = made.stdout.trim()
    expect(made.exitCode, made.stderr).to.equal(0)
    expect(secret).to.match(/^wb_[\w-]{43}$/)
    const url = await start(['--host', '0.0.0.0'], { WAYBILL_ADMIN_TOKEN_FILE: tokenFile(cwd, fileToken) })
    expect(await statusOf(`${url}/api/v1/catalog`)).to.equal(401)
    expect(await statusOf(`${url}/livez`)).to.equal(200)
    expect(await statusOf(`${url}/api/v1/catalog`, secret)).to.equal(200)
    expect(await statusOf(`${url}/api/v1/tokens`, secret)).to.equal(403)
    expect(await statusOf(`${url}/api/v1/tokens`, fileToken)).to.equal(200)
    const listed = await run(['token', 'ls', '-o', 'json'])
    expect(listed.stdout).to.contain('"ops"').and.not.to.contain(secret)
    const revoked = await run(['token', 'revoke', 'ops'])
    expect(revoked.exitCode, revoked.stderr).to.equal(0)
    await until(
      () => statusOf(`${url}/api/v1/catalog`, secret),
      status => status === 401,
    )
    const { stderr, stdout, exitCode } = await stop()
    expect(exitCode).to.equal(0)
    expect(stderr).to.contain('"status":403')
    for (const hidden of [secret, fileToken]) expect(stderr + stdout).not.to.contain(hidden)
  })

  it('a token of its own makes a loopback server ask for it too', async () => {
    await run(['token', 'create', 'me'])
    const url = await start([])
    expect(await statusOf(`${url}/api/v1/catalog`)).to.equal(401)
  })

  it('revoking what is not there is not found', async () => {
    expect((await run(['token', 'revoke', 'nobody'])).exitCode).to.equal(4)
  })

  for (const content of ['short', `two\nlines${'x'.repeat(40)}`])
    it(`a token file that holds ${JSON.stringify(content)} is refused without showing it`, async () => {
      const file = tokenFile(cwd, content)
      const refused = await run(['serve'], { WAYBILL_ADMIN_TOKEN_FILE: file })
      expect(refused.exitCode).to.equal(3)
      expect(refused.stderr).to.contain(file).and.not.to.contain(content)
    })

  it('serves on a Unix socket, for owner and group, also over one that a killed server left', async () => {
    const path = join(cwd, 'waybill.sock')
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await start([], { WAYBILL_SOCKET: path })
      expect(statSync(path).mode & 0o777).to.equal(0o660)
      expect(JSON.parse(await getOverSocket(path, '/livez'))).to.deep.equal({ status: 'ok' })
      const second = await run(['serve', '--no-worker'], { WAYBILL_SOCKET: path })
      expect(second.exitCode).to.equal(3)
      expect(second.stderr).to.contain('already in use')
      server?.kill(signal)
      await server?.ended()
    }
  })
})

describe('chooseAuthentication', () => {
  const cases = [
    { name: 'nothing set, no token: nobody is asked', env: {}, tokens: 0, mode: 'none' },
    { name: 'nothing set, a token', env: {}, tokens: 1, mode: 'token' },
    { name: 'none wins over tokens', env: { WAYBILL_AUTH: 'none' }, tokens: 1, mode: 'none' },
    { name: 'token before there is one', env: { WAYBILL_AUTH: 'token' }, tokens: 0, mode: 'token' },
    { name: 'a provider', env: { WAYBILL_OIDC_ISSUER: 'https://i.example' }, tokens: 0, mode: 'oidc' },
    { name: 'a file', env: { WAYBILL_ADMIN_TOKEN_FILE: '/t' }, tokens: 0, mode: 'token' },
  ]
  for (const { name, env, tokens, mode } of cases)
    it(name, () => {
      const { values } = loadSettings({ environment: env, dotenv: {} })
      expect(chooseAuthentication(values, { holdingTokens: tokens }).mode).to.equal(mode)
    })
})

describe('settings of access', () => {
  it('roles of the provider are pairs', () => {
    const { values } = loadSettings({
      environment: { WAYBILL_OIDC_ROLES: 'cn=sre,o=x=admin, *=viewer' },
      dotenv: {},
    })
    expect(values.WAYBILL_OIDC_ROLES).to.equal(undefined)
    const good = loadSettings({ environment: { WAYBILL_OIDC_ROLES: 'cn=sre=admin, *=viewer' }, dotenv: {} })
    expect(good.values.WAYBILL_OIDC_ROLES).to.deep.equal({ 'cn=sre': 'admin', '*': 'viewer' })
  })

  for (const [name, value] of [
    ['WAYBILL_OIDC_ROLES', 'sre'],
    ['WAYBILL_OIDC_ROLES', 'sre=root'],
    ['WAYBILL_CORS_ORIGINS', '*'],
    ['WAYBILL_CORS_ORIGINS', 'https://a.example/'],
    ['WAYBILL_AUTH', 'basic'],
    ['WAYBILL_RATE_LIMIT', '0'],
    ['WAYBILL_TRUST_PROXY', '-1'],
    ['WAYBILL_OIDC_ISSUER', 'login.example'],
  ] as const)
    it(`${name}=${value} is refused`, () => {
      const { problems } = loadSettings({ environment: { [name]: value }, dotenv: {} })
      expect(problems.map(problem => problem.name)).to.deep.equal([name])
    })
})

function tokenFile(cwd: string, content: string): string {
  const file = join(cwd, 'admin.token')
  writeFileSync(file, content)
  return file
}

function getOverSocket(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path, headers: { host: 'localhost' } }, response => resolve(text(response)))
      .on('error', reject)
      .end()
  })
}
