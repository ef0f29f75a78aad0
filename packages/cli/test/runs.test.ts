import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSchema, type Workspace, workspaceSchema } from '@waybill/core'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Ended, WaybillProcess, waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

describe('verbs of workspaces and runs', function () {
  this.timeout(180_000)
  let cwd: string
  let database: TestDatabase
  let worker: WaybillProcess
  let env: Record<string, string>

  before(async () => {
    database = await testDatabase()
    cwd = mkdtempSync(join(tmpdir(), 'waybill-runs-'))
    cpSync(join(examples, 'apps'), join(cwd, 'apps'), { recursive: true })
    mkdirSync(join(cwd, 'templates/box'), { recursive: true })
    writeFileSync(
      join(cwd, 'templates/box/template.json'),
      JSON.stringify({
        title: 'Box',
        engine: 'simulated',
        parameters: {
          type: 'object',
          properties: {
            step_seconds: { type: 'number' },
            size: { type: 'integer' },
            fail_at: { type: 'string' },
          },
        },
      }),
    )
    env = { DATABASE_URL: database.url, WAYBILL_DEFAULT_TEMPLATE: 'box', WAYBILL_LEASE: '24s' }
    expect((await run('sync')).exitCode).to.equal(0)
    worker = new WaybillProcess(['worker', '--slots', '3', '--tag', 'gpu'], { cwd, env })
    await worker.said(/Worker: 3 slots, engines .*simulated.*, tags gpu/)
  })

  after(async () => {
    worker.kill('SIGTERM')
    expect((await worker.ended()).exitCode).to.equal(0)
    await database.drop()
    rmSync(cwd, { recursive: true, force: true })
  })

  const run = (...args: string[]): Promise<Ended> => waybill(args, { cwd, env })
  const json = async (...args: string[]): Promise<unknown> => {
    const ended = await run(...args, '-o', 'json')
    expect(ended.exitCode, ended.stderr).to.equal(0)
    return JSON.parse(ended.stdout)
  }
  const get = async (name: string): Promise<Workspace> =>
    workspaceSchema.parse(await json('workspace', 'get', name))
  const create = async (name: string, ...more: string[]): Promise<Workspace> =>
    workspaceSchema.parse(await json('workspace', 'create', 'shop', '--name', name, '--wait', ...more))

  it('an update shows its log and what it came to', async () => {
    await create('updated')
    const ended = await run('workspace', 'update', 'updated', '-p', 'size=3', '--wait')
    expect(ended.exitCode, ended.stderr).to.equal(0)
    expect(ended.stderr).to.include('Applied: the workspace is up to date.')
    expect(ended.stdout).to.match(/status: +applied/)
    expect((await get('updated')).parameters).to.deep.equal({ size: 3 })
  })

  it('a plan and a refresh show what they found and change nothing', async () => {
    const { currentRun } = await create('looked-at')
    const planned = await run('workspace', 'plan', 'looked-at', '-p', 'size=9')
    expect(planned.exitCode, planned.stderr).to.equal(0)
    expect(planned.stderr).to.include('Plan: 0 to add')
    const refreshed = await run('workspace', 'refresh', 'looked-at')
    expect(refreshed.exitCode, refreshed.stderr).to.equal(0)
    expect(await get('looked-at')).to.deep.include({ parameters: {} })
    expect((await get('looked-at')).currentRun.id).to.equal(currentRun.id)
  })

  it('a plan that waits is shown, and is approved or discarded by command', async () => {
    const waiting = await run(
      'workspace',
      'create',
      'shop',
      '--name',
      'asked',
      '--approve',
      'always',
      '--wait',
    )
    expect(waiting.exitCode).to.equal(1)
    expect(waiting.stderr)
      .to.match(/\+ simulated_component\.web \(create\)/)
      .and.include('It waits to be approved: waybill run approve')
    const unasked = await run('run', 'approve', 'asked')
    expect(unasked.exitCode).to.equal(2)
    expect(unasked.stderr).to.include('--yes')
    const approved = await run('run', 'approve', 'asked', '--yes', '--wait')
    expect(approved.exitCode, approved.stderr).to.equal(0)
    const ledger = (await json('run', 'ledger', 'asked')) as { phase: string }[]
    expect(ledger.map(({ phase }) => phase)).to.include('completed')

    await run('workspace', 'create', 'shop', '--name', 'dropped', '--approve', 'always', '--wait')
    const discarded = await run('run', 'discard', 'dropped')
    expect(discarded.stdout).to.match(/status: +discarded/)
    const retried = await run('run', 'retry', 'dropped', '--wait', '--yes')
    expect(retried.exitCode, retried.stderr).to.equal(0)
    expect((await get('dropped')).status).to.equal('ready')
  })

  it('a run is canceled and made again', async () => {
    const slow = ['-p', 'step_seconds=600']
    expect((await run('workspace', 'create', 'shop', '--name', 'slow', ...slow)).exitCode).to.equal(0)
    const early = await run('run', 'cancel', 'slow', '--force')
    expect(early.exitCode).to.equal(1)
    expect(early.stderr).to.match(/RUN_CONFLICT/)
    const canceled = await run('run', 'cancel', 'slow', '--wait')
    expect(canceled.exitCode, canceled.stderr).to.equal(0)
    expect(canceled.stdout).to.match(/status: +canceled/)
    const listed = await run('run', 'ls', '--workspace', 'slow', '--status', 'canceled')
    expect(listed.stdout).to.match(/provision +canceled/)
    const again = runSchema.parse(await json('run', 'retry', 'slow'))
    expect(again).to.deep.include({ kind: 'provision', parameters: { step_seconds: 600 } })
    await run('run', 'cancel', 'slow', '--wait')
  })

  it('a failed run ends with 1 and says why', async () => {
    const ended = await run(
      'workspace',
      'create',
      'shop',
      '--name',
      'failing',
      '-p',
      'fail_at=apply',
      '--wait',
    )
    expect(ended.exitCode).to.equal(1)
    expect(ended.stderr).to.include('Simulated failure of the apply')
    expect(ended.stdout).to.match(/status: +failed/)
  })

  it('a workspace is renamed, extended and kept', async () => {
    await create('before', '--ttl', '1h')
    const renamed = workspaceSchema.parse(
      await json('workspace', 'rename', 'before', 'after', '--owner', 'team-shop'),
    )
    expect(renamed).to.include({ name: 'after', owner: 'team-shop' })
    const extended = workspaceSchema.parse(await json('workspace', 'extend', 'after', '8h'))
    expect(Date.parse(extended.expiresAt ?? '') - Date.now()).to.be.greaterThan(7 * 3_600_000)
    const kept = workspaceSchema.parse(await json('workspace', 'extend', 'after', 'never'))
    expect(kept.expiresAt).to.equal(null)
    const wrong = await run('workspace', 'extend', 'after', 'soon')
    expect(wrong.exitCode).to.equal(2)
    expect(wrong.stderr).to.include('/ttl')
  })

  it('states are listed, written into a file and restored', async () => {
    await create('journal')
    const states = (await json('workspace', 'states', 'journal')) as { id: string; serial: number }[]
    const file = join(cwd, 'journal.tfstate')
    expect((await run('workspace', 'state', 'journal', '--file', file)).exitCode).to.equal(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.include({ version: 4, serial: states[0]?.serial })
    const unasked = await run('workspace', 'restore-state', 'journal', states[1]?.id ?? '')
    expect(unasked.exitCode).to.equal(2)
    const restored = await json('workspace', 'restore-state', 'journal', states[1]?.id ?? '', '--yes')
    expect(restored).to.include({ serial: (states[0]?.serial ?? 0) + 1 })
    const chosen = await run('workspace', 'choose-state', 'journal', states[1]?.id ?? '', '--yes')
    expect(chosen.exitCode).to.equal(1)
    expect(chosen.stderr).to.include('have not diverged')
    expect(await json('workspace', 'outputs', 'journal', '--reveal')).to.deep.equal({})
  })

  it('a workspace is forgotten without being destroyed', async () => {
    await create('forgotten')
    const unasked = await run('workspace', 'destroy', 'forgotten', '--orphan')
    expect(unasked.exitCode).to.equal(2)
    const ended = await run('workspace', 'destroy', 'forgotten', '--orphan', '--yes')
    expect(ended.exitCode, ended.stderr).to.equal(0)
    expect(ended.stdout).to.match(/status: +destroyed/)
  })

  it('every outdated workspace is updated at once', async () => {
    await create('old', '--owner', 'all')
    writeFileSync(join(cwd, 'templates/box/extra.tf'), '# changed\n')
    const listed = await run('workspace', 'ls', '--owner', 'all')
    expect(listed.stdout).to.match(/old +ready.* outdated/)
    const ended = await run('workspace', 'update', '--all-outdated', '--owner', 'all', '--wait')
    expect(ended.exitCode, ended.stderr).to.equal(0)
    expect(ended.stdout).to.match(/old +\S+ +applied/)
    expect((await get('old')).outdated).to.deep.equal({ app: false, template: false })
    const nothing = await run('workspace', 'update', '--all-outdated', '--owner', 'all')
    expect(nothing.stderr).to.include('No workspace is outdated')
  })

  const wrong = [
    { name: 'an update of nothing', args: ['workspace', 'update'], exitCode: 2, stderr: /--all-outdated/ },
    {
      name: 'an update of one and of all',
      args: ['workspace', 'update', 'x', '--all-outdated'],
      exitCode: 2,
      stderr: /not both/,
    },
    {
      name: 'a workspace that is not there',
      args: ['workspace', 'plan', 'nobody'],
      exitCode: 4,
      stderr: /nobody/,
    },
    {
      name: 'a run that is not there',
      args: ['run', 'approve', '00000000-0000-7000-8000-000000000000', '--yes'],
      exitCode: 4,
      stderr: /RUN_NOT_FOUND/,
    },
    { name: 'half a slot', args: ['worker', '--slots', '0.5'], exitCode: 2, stderr: /whole number/ },
  ]
  for (const { name, args, exitCode, stderr } of wrong) {
    it(`refuses ${name}`, async () => {
      const ended = await run(...args)
      expect(ended.exitCode, ended.stderr).to.equal(exitCode)
      expect(ended.stderr).to.match(stderr)
    })
  }

  const help = [
    ['workspace', 'update'],
    ['workspace', 'plan'],
    ['workspace', 'refresh'],
    ['workspace', 'extend'],
    ['workspace', 'rename'],
    ['workspace', 'outputs'],
    ['workspace', 'state'],
    ['workspace', 'restore-state'],
    ['workspace', 'choose-state'],
    ['workspace', 'destroy'],
    ['run', 'approve'],
    ['run', 'cancel'],
    ['run', 'retry'],
    ['run', 'ls'],
    ['worker'],
  ]
  it('has examples in the help of each verb', async () => {
    for (const words of help) {
      const ended = await run(...words, '--help')
      expect(ended.stdout, words.join(' ')).to.include('Examples:')
    }
  })
})

describe('limits and tags as settings', function () {
  this.timeout(60_000)
  let database: TestDatabase
  before(async () => {
    database = await testDatabase()
  })
  after(() => database.drop())

  it('refuse what is more than may be', async () => {
    const env = { DATABASE_URL: database.url, APPS_DIR: join(examples, 'apps'), WAYBILL_MAX_WORKSPACES: '1' }
    const cwd = tmpdir()
    await waybill(['sync'], { cwd, env })
    const create = ['workspace', 'create', 'shop', '-t', 'simulated']
    expect((await waybill(create, { cwd, env })).exitCode).to.equal(0)
    const second = await waybill(create, { cwd, env })
    expect(second.exitCode).to.equal(1)
    expect(second.stderr).to.include('LIMIT_REACHED')
    const ended = await waybill(['config'], { cwd, env: { ...env, WAYBILL_WORKER_TAGS: 'GPU' } })
    expect(ended.stdout + ended.stderr).to.match(/WAYBILL_WORKER_TAGS/)
  })
})
