import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { hasTerraform } from './support/has-terraform.js'
import { waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))

describe('the waybill command', function () {
  this.timeout(30_000)
  let cwd: string
  let database: TestDatabase

  before(async () => {
    database = await testDatabase()
    cwd = mkdtempSync(join(tmpdir(), 'waybill-commands-'))
    cpSync(join(examples, 'apps'), join(cwd, 'apps'), { recursive: true })
  })

  after(async () => {
    await database.drop()
    rmSync(cwd, { recursive: true, force: true })
  })

  const cases = [
    { name: 'help is data and ends with 0', args: ['--help'], exitCode: 0, stdout: /waybill serve/ },
    {
      name: 'each command has examples in its help',
      args: ['workspace', 'create', '--help'],
      exitCode: 0,
      stdout: /Examples:/,
    },
    { name: 'no command is a wrong use', args: [], exitCode: 2, stderr: /Name a command/ },
    {
      name: 'a mistyped command is a wrong use with a suggestion',
      args: ['catalgo'],
      exitCode: 2,
      stderr: /catalog/,
    },
    {
      name: 'an unknown option is a wrong use',
      args: ['sync', '--fast'],
      exitCode: 2,
      stderr: /waybill sync has no option --fast\./,
    },
    {
      name: 'a mistyped option comes with the one that was meant',
      args: ['catalog', 'ls', '--ouput', 'json', '--server-x'],
      exitCode: 2,
      stderr:
        /catalog ls has no option --ouput; did you mean --output\?\n.*--server-x; did you mean --server\?/,
    },
    {
      name: 'a mistyped command is said as it was typed',
      args: ['workspace', 'destory', 'x'],
      exitCode: 2,
      stderr: /no command "workspace destory"; did you mean "workspace destroy"\?/,
    },
    {
      name: 'a word too many is named',
      args: ['sync', 'apps'],
      exitCode: 2,
      stderr: /"apps" is one word too many for waybill sync/,
    },
    {
      name: 'valid apps have no findings',
      args: ['validate'],
      exitCode: 0,
      stderr: /5 apps: No problems/,
    },
    {
      name: 'templates are checked without a database',
      args: ['template', 'check', 'simulated'],
      exitCode: 0,
      stdout: /simulated +ok/,
    },
    {
      name: 'keys are not looked after by way of a server',
      args: ['key', 'ls', '--server', 'http://127.0.0.1:1'],
      exitCode: 3,
      stderr: /on the database itself/,
    },
    {
      name: 'broken apps are findings',
      args: ['validate', join(examples, 'broken')],
      exitCode: 1,
      stdout: /WB\d\d\d/,
    },
    {
      name: 'findings can be one line each',
      args: ['validate', join(examples, 'broken'), '--format', 'concise'],
      exitCode: 1,
      stdout: /app-manifest\.json:\d+:\d+: error WB/,
    },
    {
      name: 'a path that is not there is an error of the environment',
      args: ['validate', 'nowhere'],
      exitCode: 3,
      stderr: /nowhere/,
    },
    {
      name: 'without a database a read says how to get one',
      args: ['catalog', 'ls'],
      exitCode: 3,
      stderr: /waybill serve/,
    },
    {
      name: 'settings show where they come from',
      args: ['config'],
      exitCode: 0,
      stdout: /APP_NAME +Catalog Service +default/,
    },
  ]
  for (const { name, args, exitCode, stdout, stderr } of cases)
    it(name, async () => {
      const ended = await waybill(args, { cwd })
      expect(ended.exitCode, ended.stderr).to.equal(exitCode)
      if (stdout) expect(ended.stdout).to.match(stdout)
      if (stderr) expect(ended.stderr).to.match(stderr)
    })

  it('a template that Terraform cannot use is found out, and told with its place (needs terraform on the PATH)', async function () {
    if (!hasTerraform) this.skip()
    cpSync(join(examples, 'templates/local'), join(cwd, 'templates/good'), { recursive: true })
    cpSync(join(examples, 'templates/local'), join(cwd, 'templates/bad'), { recursive: true })
    writeFileSync(join(cwd, 'templates/bad/extra.tf'), 'output "x" {\n  value = var.nowhere\n}\n')
    const env = { DATABASE_URL: database.url }
    const ended = await waybill(['template', 'check', 'good', 'bad'], { cwd, env })
    rmSync(join(cwd, 'templates'), { recursive: true })
    expect(ended.exitCode, ended.stderr).to.equal(1)
    expect(ended.stdout)
      .to.match(/good +ok/)
      .and.match(/bad +broken .*extra\.tf:2 .*nowhere/)
  })

  it('keys are listed by their ids, what is stored is sealed with the first, and no key is shown', async () => {
    const keys = (await waybill(['key'], { cwd })).stdout + (await waybill(['key', 'new'], { cwd })).stdout
    writeFileSync(join(cwd, 'waybill.keys'), keys)
    const env = { DATABASE_URL: database.url, WAYBILL_ENCRYPTION_KEY_FILE: 'waybill.keys' }
    await waybill(['migrate', 'up'], { cwd, env })
    const resealed = await waybill(['key', 'reseal'], { cwd, env })
    expect(resealed).to.deep.include({ exitCode: 0, stdout: '' })
    expect(resealed.stderr).to.include('Everything is sealed with the first key.')
    const listed = await waybill(['key', 'ls', '-o', 'json'], { cwd, env })
    expect(listed.exitCode, listed.stderr).to.equal(0)
    const lines = keys.trim().split('\n')
    const found = JSON.parse(listed.stdout).map(
      ({ keyId, role }: Record<string, unknown>) => `${keyId} ${role}`,
    )
    const ids = lines.map(line => line.split(' ')[0])
    expect(found).to.deep.equal([`${ids[0]} seals`, `${ids[1]} opens`])
    for (const line of lines) expect(listed.stdout).to.not.include(line.split(' ')[1])
  })

  it('every wrong setting stops a start, each with its name', async () => {
    const ended = await waybill(['serve'], { cwd, env: { PORT: 'http', WAYBILL_MIGRATE: 'yes' } })
    expect(ended.exitCode).to.equal(3)
    expect(ended.stderr).to.include('PORT').and.include('WAYBILL_MIGRATE')
  })

  it('a secret is never shown', async () => {
    writeFileSync(join(cwd, '.env'), 'POSTGRES_PASSWORD=hunter2\n')
    const ended = await waybill(['config', '-o', 'json'], { cwd })
    rmSync(join(cwd, '.env'))
    expect(ended.stdout).to.include('POSTGRES_PASSWORD').and.not.include('hunter2')
  })

  it('a database that cannot be reached is an error of the environment', async () => {
    const env = { DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none' }
    const ended = await waybill(['catalog', 'ls'], { cwd, env })
    expect(ended.exitCode).to.equal(3)
    expect(ended.stderr).to.not.include('hunter2')
  })
})
