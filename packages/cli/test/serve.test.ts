import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { z } from 'zod'
import { hasTerraform } from './support/has-terraform.js'
import { until } from './support/until.js'
import { WaybillProcess, waybill } from './support/waybill-process.js'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))
const workspaceSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  endpoints: z.record(z.string(), z.string()),
})
const pageSchema = z.object({ items: z.array(z.object({ slug: z.string() })) })

describe('waybill serve', function () {
  this.timeout(60_000)
  let cwd: string
  let server: WaybillProcess
  let url: string

  const start = async (): Promise<void> => {
    server = new WaybillProcess(['serve', '--port', '0'], { cwd })
    url = (await server.said(/API +(http:\S+)\/api\/v1/))[1] ?? ''
  }
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json()
  const create = async (body: object): Promise<z.infer<typeof workspaceSchema>> => {
    const answer = await fetch(`${url}/api/v1/workspaces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).to.equal(201)
    return workspaceSchema.parse(await answer.json())
  }
  const statusOf = async (id: string): Promise<string> =>
    workspaceSchema.parse(await get(`/api/v1/workspaces/${id}`)).status

  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'waybill-serve-'))
    cpSync(join(examples, 'apps'), join(cwd, 'apps'), { recursive: true })
    // Without it the built-in simulated template is the only one, and so the default.
    if (hasTerraform)
      cpSync(join(examples, 'templates/local'), join(cwd, 'templates/local'), { recursive: true })
    await start()
  })

  after(async () => {
    server.kill('SIGTERM')
    await server.ended()
    rmSync(cwd, { recursive: true, force: true })
  })

  it('syncs at the start and serves the catalog', async () => {
    const page = pageSchema.parse(await get('/api/v1/catalog'))
    expect(page.items.map(app => app.slug)).to.include.members(['hello-site', 'shop', 'word-count'])
  })

  it('makes a workspace ready and destroys it', async () => {
    const { id } = await create({ appSlug: 'shop' })
    await until(
      () => statusOf(id),
      status => status === 'ready',
    )
    const { endpoints } = workspaceSchema.parse(await get(`/api/v1/workspaces/${id}`))
    expect(endpoints).to.have.keys('web', 'api')
    const answer = await fetch(`${url}/api/v1/workspaces/${id}`, { method: 'DELETE' })
    expect(answer.status).to.equal(202)
    await until(
      () => statusOf(id),
      status => status === 'destroyed',
    )
  })

  it('commands share its database', async () => {
    const { id, name } = await create({ appSlug: 'hello-site', name: 'shared' })
    await until(
      () => statusOf(id),
      status => status === 'ready',
    )
    const listed = await waybill(['workspace', 'ls', '-o', 'json'], { cwd })
    expect(listed.exitCode, listed.stderr).to.equal(0)
    expect(JSON.parse(listed.stdout).items.map((item: { name: string }) => item.name)).to.include(name)
    const destroyed = await waybill(['workspace', 'destroy', name, '--yes', '--wait'], { cwd })
    expect(destroyed.exitCode, destroyed.stderr).to.equal(0)
    expect(await statusOf(id)).to.equal('destroyed')
  })

  it('killed in the middle of runs, the next start ends them by itself', async () => {
    const created = await Promise.all(
      ['one', 'two', 'three'].map(name => create({ appSlug: 'word-count', name })),
    )
    server.kill('SIGKILL')
    await server.ended()
    await start()
    for (const { id } of created)
      await until(
        () => statusOf(id),
        status => status === 'ready',
        30_000,
      )
  })

  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    it(`ends with 0 on ${signal}, and the last one stops the database`, async () => {
      const postmaster = join(cwd, '.waybill/postgres/data/postmaster.pid')
      expect(existsSync(postmaster)).to.equal(true)
      server.kill(signal)
      expect((await server.ended()).exitCode).to.equal(0)
      expect(existsSync(postmaster)).to.equal(false)
      await start()
    })
  }
})
