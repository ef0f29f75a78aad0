import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Check } from '../src/doctor/check.js'
import { checkNode } from '../src/doctor/check-host.js'
import { startReplica } from './support/replica.js'
import { waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

describe('waybill doctor', function () {
  this.timeout(60_000)
  let cwd: string
  let database: TestDatabase

  before(async () => {
    database = await testDatabase()
    cwd = mkdtempSync(join(tmpdir(), 'waybill-doctor-'))
    cpSync(join(examples, 'apps/shop'), join(cwd, 'apps/shop'), { recursive: true })
  })

  after(async () => {
    await database.drop()
    rmSync(cwd, { recursive: true, force: true })
  })

  async function look(
    env: Record<string, string>,
  ): Promise<{ exitCode: number | null; checks: Map<string, Check> }> {
    const { exitCode, stdout, stderr } = await waybill(['doctor', '-o', 'json'], { cwd, env })
    expect(stdout, stderr).to.match(/^\[/)
    const checks: readonly Check[] = JSON.parse(stdout)
    return { exitCode, checks: new Map(checks.map(check => [check.name, check])) }
  }

  it('finds everything where everything is', async () => {
    const { exitCode, checks } = await look({ DATABASE_URL: database.url })
    expect(exitCode).to.equal(0)
    for (const name of ['settings', 'node', 'database', 'migrations', 'apps'])
      expect(checks.get(name)?.state, name).to.equal('ok')
    expect(checks.get('encryption key')).to.include({
      state: 'warn',
      mend: 'Set WAYBILL_ENCRYPTION_KEY_FILE.',
    })
  })

  it('writes a bundle for whoever helps, without secrets, also where nothing works', async () => {
    const file = join(cwd, 'bundle.json')
    const secrets = {
      WAYBILL_TOKEN: 'hunter2',
      WAYBILL_SOURCE: 'https://me:hunter2@git.example/apps.git',
      WAYBILL_PUSH_SECRET: 'hunter2',
    }
    for (const url of [database.url, 'postgres://nobody:hunter2@127.0.0.1:1/none']) {
      const env = { ...secrets, DATABASE_URL: url }
      const { stderr } = await waybill(['doctor', '--bundle', file], { cwd, env })
      expect(stderr).to.contain(`Wrote ${file}`)
      const text = readFileSync(file, 'utf8')
      expect(text).to.not.contain('hunter2')
      expect(text).to.contain('WAYBILL_SOURCE')
      const bundle = JSON.parse(text)
      expect(bundle).to.include.all.keys('waybill', 'node', 'settings', 'checks')
      expect(bundle).to.include.any.keys('health', 'unavailable')
    }
  })

  it('says how to mend what is missing, and that nothing can work without it', async () => {
    const env = {
      DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
      APPS_DIR: 'nowhere',
      PATH: '/nowhere',
    }
    const { exitCode, checks } = await look(env)
    expect(exitCode).to.equal(3)
    expect(checks.get('database')?.state).to.equal('bad')
    expect(checks.get('apps')).to.include({ state: 'bad', mend: 'Create it, or set APPS_DIR.' })
    expect(checks.get('git')).to.include({ state: 'warn', found: 'not on the PATH' })
    expect(checks.get('engine')?.state).to.equal('warn')
    for (const { state, mend } of checks.values()) expect(mend !== undefined).to.equal(state !== 'ok')
    expect(JSON.stringify([...checks])).to.not.include('hunter2')
  })

  it('asks the server that is named, and nothing of what would be its own', async () => {
    const { exitCode, checks } = await look({ WAYBILL_SERVER: 'http://127.0.0.1:1' })
    expect(exitCode).to.equal(3)
    expect(checks.get('server')).to.include({
      state: 'bad',
      mend: 'Start it, or correct WAYBILL_SERVER (--server).',
    })
    expect(checks.get('server')?.found).to.include('http://127.0.0.1:1')
    for (const name of ['database', 'engine', 'data directory'])
      expect(checks.has(name), name).to.equal(false)
  })

  it('says that the server that is named answers', async () => {
    const replica = await startReplica({ database: database.url, apps: join(cwd, 'apps'), worker: false })
    try {
      const { exitCode, checks } = await look({ WAYBILL_SERVER: replica.url })
      expect(checks.get('server')).to.deep.equal({
        name: 'server',
        state: 'ok',
        found: `${replica.url} answers; commands work on it`,
      })
      expect(exitCode).to.equal(0)
    } finally {
      await replica.close()
    }
  })

  it('tells wrong settings first, and a data directory that others may enter', async () => {
    expect((await look({ PORT: 'http' })).checks.get('settings')?.found).to.include('PORT')
    mkdirSync(join(cwd, '.waybill'))
    chmodSync(join(cwd, '.waybill'), 0o755)
    expect((await look({ DATABASE_URL: database.url })).checks.get('data directory')?.mend).to.match(
      /^chmod 700/,
    )
  })

  it('for people it is one line each, and help below', async () => {
    const { stdout } = await waybill(['doctor'], { cwd, env: { DATABASE_URL: database.url } })
    expect(stdout).to.match(/^✓ settings +all fit\n✓ node +v/)
  })
})

describe('checkNode', () => {
  const cases = [
    ['v20.18.9', 'bad'],
    ['v20.19.0', 'ok'],
    ['v24.0.0', 'ok'],
    ['v18.20.0', 'bad'],
  ] as const
  for (const [version, state] of cases)
    it(`${version} is ${state}`, () => expect(checkNode(version).state).to.equal(state))
})

describe('profiles', function () {
  this.timeout(30_000)
  let cwd: string
  let env: Record<string, string>

  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-profiles-'))
    mkdirSync(join(cwd, 'waybill'))
    env = { XDG_CONFIG_HOME: cwd }
    writeFileSync(join(cwd, 'waybill/prod.token'), 'hunter2\n')
    writeConfig({
      profile: 'dev',
      profiles: {
        dev: { server: 'http://127.0.0.1:1' },
        prod: { server: 'https://waybill.example', tokenFile: 'prod.token' },
      },
    })
  })

  after(() => rmSync(cwd, { recursive: true, force: true }))

  const writeConfig = (value: unknown) =>
    writeFileSync(join(cwd, 'waybill/config.json'), JSON.stringify(value))
  const settingOf = async (args: readonly string[], name: string, more: Record<string, string> = {}) => {
    const { stdout, stderr } = await waybill(['config', '-o', 'json', ...args], {
      cwd,
      env: { ...env, ...more },
    })
    expect(stdout, stderr).to.match(/^\[/).and.not.include('hunter2')
    const rows: { name: string; value: string | null; origin: string }[] = JSON.parse(stdout)
    return rows.find(row => row.name === name)
  }

  it('name a server and its token', async () => {
    expect(await settingOf(['--profile', 'prod'], 'WAYBILL_SERVER')).to.include({
      value: 'https://waybill.example',
      origin: 'profile',
    })
    expect(await settingOf(['--profile', 'prod'], 'WAYBILL_TOKEN')).to.include({
      value: '********',
      origin: 'profile',
    })
    expect(await settingOf([], 'WAYBILL_SERVER', { WAYBILL_PROFILE: 'prod' })).to.include({
      value: 'https://waybill.example',
    })
  })

  it('have a usual one, weaker than the environment', async () => {
    expect(await settingOf([], 'WAYBILL_SERVER')).to.include({ value: 'http://127.0.0.1:1' })
    expect(await settingOf([], 'WAYBILL_SERVER', { WAYBILL_SERVER: 'http://127.0.0.1:2' })).to.include({
      origin: 'environment',
    })
  })

  it('that are not there are told, with those that are', async () => {
    const ended = await waybill(['catalog', 'ls', '--profile', 'stage'], { cwd, env })
    expect(ended.exitCode).to.equal(3)
    expect(ended.stderr).to.include('"stage"').and.include('dev, prod')
  })
})
