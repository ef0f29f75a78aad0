import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '@waybill/storage-sequelize/testing'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { provisionApp } from '../src/provision-app.js'

const examples = new URL('../../../', import.meta.url)
const shop = { apps: fileURLToPath(new URL('apps', examples)), appSlug: 'shop' }

describe('provisionApp', () => {
  let database: TestDatabase
  let workDir: string

  before(async () => {
    database = await testDatabase({ migrated: false })
    workDir = await mkdtemp(join(tmpdir(), 'waybill-embed-runs-'))
  })
  after(async () => {
    await rm(workDir, { recursive: true, force: true })
    await database.drop()
  })

  it('provisions in memory, where nothing real is made', async () => {
    const workspace = await provisionApp({ ...shop, idempotencyKey: 'pr-42', log: () => undefined })
    expect(workspace).to.include({ status: 'ready', appSlug: 'shop', simulated: true })
    expect(workspace.endpoints).to.have.keys('web', 'api')
  })

  it('provisions with Terraform on PostgreSQL, once per key', async () => {
    const messages: string[] = []
    const provision = (idempotencyKey: string) =>
      provisionApp({
        ...shop,
        idempotencyKey,
        databaseUrl: database.url,
        terraform: {
          templates: fileURLToPath(new URL('templates', examples)),
          defaultTemplate: 'local',
          workDir,
          env: { PATH: process.env.PATH ?? '' },
        },
        log: ({ message }) => messages.push(message),
      })
    const workspace = await provision('pr-42')
    expect(workspace).to.include({ status: 'ready', appSlug: 'shop', simulated: false })
    expect(workspace.endpoints).to.deep.equal({ web: 'http://localhost:3000', api: 'http://localhost:8080' })
    expect(messages.join('\n')).to.match(/Apply complete.*3 added/)

    expect(await provision('pr-42')).to.include({ id: workspace.id, status: 'ready' })
    expect((await provision('pr-43')).id).not.to.equal(workspace.id)
  })
})
