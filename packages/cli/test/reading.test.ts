import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { WaybillProcess, waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

describe('commands that read', function () {
  this.timeout(60_000)
  let cwd: string
  let database: TestDatabase
  let env: Record<string, string>

  before(async () => {
    database = await testDatabase()
    env = { DATABASE_URL: database.url }
    cwd = mkdtempSync(join(tmpdir(), 'waybill-reading-'))
    cpSync(join(examples, 'apps/shop'), join(cwd, 'apps/shop'), { recursive: true })
    await waybill(['sync'], { cwd, env })
  })

  after(async () => {
    await database.drop()
    rmSync(cwd, { recursive: true, force: true })
  })

  const cases = [
    {
      name: 'a table',
      args: ['catalog', 'ls'],
      stdout: /^SLUG +STATUS +NAME +COMPONENTS +OWNER +FINDINGS +CHANGED\nshop/,
    },
    {
      name: 'a wide table has more columns behind the others',
      args: ['catalog', 'ls', '-o', 'wide'],
      stdout: /CHANGED +REVISION +MANIFEST +COMMIT +TAGS +ID\n/,
    },
    { name: 'names alone, for a loop', args: ['catalog', 'ls', '-o', 'name'], stdout: /^shop\n$/ },
    { name: 'the name of one', args: ['catalog', 'get', 'shop', '-o', 'name'], stdout: /^shop\n$/ },
    { name: 'YAML', args: ['catalog', 'get', 'shop', '-o', 'yaml'], stdout: /^id: .*\nslug: shop\n/ },
    {
      name: 'the history of an app',
      args: ['catalog', 'history', 'shop'],
      stdout: /^REVISION.*\n1 +\d+m?s +- +[0-9a-f]{12} +new\n$/,
    },
    { name: 'events, oldest first', args: ['events', '-n', '2', '-o', 'name'], stdout: /^1\n2\n$/ },
    { name: 'events of a type', args: ['events', '--type', 'sync'], stdout: /sync\.completed +sync / },
    {
      name: 'a sane app is explained with 0',
      args: ['explain', 'app', 'shop'],
      stdout: /^"shop" is as its folder says/,
    },
    { name: 'a missing one with 1', args: ['catalog', 'explain', 'shpo'], code: 1, stdout: /Near: shop/ },
    {
      name: 'a code of a finding',
      args: ['explain', 'wb310'],
      stdout: /WB310.*[\s\S]*Bad:[\s\S]*EXPOSE 8080[\s\S]*Good:[\s\S]*x-waybill-ignore/,
    },
    {
      name: 'a finding by its name, as JSON',
      args: ['explain', 'expose-disagrees', '-o', 'json'],
      stdout: /"code": "WB310"/,
    },
    { name: 'no such finding', args: ['explain', 'WB999'], code: 4 },
    { name: 'the schema', args: ['schema'], stdout: /draft-07/ },
    { name: 'the API', args: ['openapi', '-o', 'yaml'], stdout: /^openapi: 3\.1/ },
  ]
  for (const { name, args, code = 0, stdout } of cases)
    it(name, async () => {
      const ended = await waybill(args, { cwd, env })
      expect(ended.exitCode, ended.stderr).to.equal(code)
      if (stdout) expect(ended.stdout).to.match(stdout)
    })

  it('events are followed until ctrl-C', async () => {
    const following = new WaybillProcess(['events', '-f', '-o', 'json'], { cwd, env })
    await following.wrote(/"sync\.completed"/)
    writeFileSync(join(cwd, 'apps/shop/app-manifest.json'), '{')
    await waybill(['sync'], { cwd, env })
    await following.wrote(/"app\.broken"/)
    following.kill('SIGINT')
    const ended = await following.ended()
    expect(ended.exitCode, ended.stderr).to.equal(130)
    const types = ended.stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).type)
    expect(types.slice(0, 3)).to.deep.equal(['app.added', 'sync.completed', 'app.broken'])
  })

  it('workspace ls --watch shows them again when something happens', async () => {
    const watching = new WaybillProcess(['workspace', 'ls', '--watch', '-o', 'json'], { cwd, env })
    try {
      await watching.wrote(/"total": 0/)
      const made = await waybill(['workspace', 'create', 'shop', '--name', 'seen', '--wait'], { cwd, env })
      expect(made.exitCode, made.stderr).to.equal(0)
      await watching.wrote(/"name": "seen",[\s\S]*"status": "ready"/)
    } finally {
      watching.kill('SIGINT')
    }
    expect((await watching.ended()).exitCode).to.equal(130)
  })

  it('sync --watch writes a line for each sync, and ends with ctrl-C', async () => {
    const following = new WaybillProcess(['sync', '--watch', '-o', 'json'], { cwd, env })
    try {
      await following.said(/Following .*apps; ctrl-C ends it/)
      cpSync(join(examples, 'apps/hello-site'), join(cwd, 'apps/watched'), { recursive: true })
      await following.wrote(/"kind":"added","slug":"watched"/)
      rmSync(join(cwd, 'apps/watched'), { recursive: true })
      await following.wrote(/"kind":"removed","slug":"watched"/)
    } finally {
      following.kill('SIGINT')
    }
    const { exitCode, stdout } = await following.ended()
    expect(exitCode).to.equal(130)
    for (const line of stdout.trimEnd().split('\n'))
      expect(JSON.parse(line)).to.have.property('status', 'completed')
  })
})
