import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { createWaybill } from '../../src/create-waybill.js'
import type { ErrorCode } from '../../src/error/error-codes.js'
import type { Manifest } from '../../src/manifest/manifest.js'
import { makeManifest } from '../../src/testing/catalog-builders.js'
import { expectCode } from '../../src/testing/expect-code.js'
import type { Waybill } from '../../src/waybill.js'
import type { CreateWorkspaceInput } from '../../src/workspace/workspace.js'
import { fixedSource } from '../support/fixed-source.js'

describe('creating a workspace', () => {
  let waybill: Waybill
  let apps: Record<string, Manifest | string>

  beforeEach(async () => {
    apps = { shop: makeManifest({ appName: 'Shop' }), gone: makeManifest(), broken: '{"appName": 5}' }
    waybill = await createWaybill({ source: fixedSource(apps), worker: false })
    await waybill.catalog.sync()
    delete apps.gone
    await waybill.catalog.sync()
  })
  afterEach(() => waybill.close())

  it('answers at once with a pending workspace and its run, named after the app', async () => {
    const workspace = await waybill.workspaces.create({
      appSlug: 'shop',
      parameters: { step_seconds: 1 },
      owner: 'team-shop',
      actor: 'ada',
    })
    expect(workspace).to.deep.include({
      appSlug: 'shop',
      revision: 1,
      status: 'pending',
      engine: 'simulated',
      simulated: true,
      parameters: { step_seconds: 1 },
      endpoints: {},
      outputs: {},
      owner: 'team-shop',
      createdBy: 'ada',
      outdated: { app: false, template: false },
      actions: ['extend', 'destroy', 'orphan'],
      waiting: 'No worker lives; it begins as soon as one starts.',
    })
    expect(workspace.name).to.equal(`shop-${workspace.key}`)
    expect(workspace.template.name).to.equal('simulated')
    expect(workspace.currentRun).to.deep.include({
      workspaceId: workspace.id,
      kind: 'provision',
      status: 'pending',
      attempt: 0,
      createdBy: 'ada',
      actions: ['cancel', 'discard'],
    })
    expect(await waybill.workspaces.get(workspace.name)).to.deep.equal(workspace)
    expect((await waybill.workspaces.list()).items).to.deep.equal([workspace])
  })

  it('tells it to the change feed', async () => {
    const { id, currentRun } = await waybill.workspaces.create({ appSlug: 'shop', actor: 'ada' })
    const { items } = await waybill.events.list({ limit: 1000 })
    const told = items.slice(-2).map(({ type, subject, actor }) => ({ type, id: subject.id, actor }))
    expect(told).to.deep.equal([
      { type: 'workspace.created', id, actor: 'ada' },
      { type: 'run.created', id: currentRun.id, actor: 'ada' },
    ])
  })

  const refusals: readonly {
    readonly name: string
    readonly input: CreateWorkspaceInput
    readonly code: ErrorCode
    readonly issue: { readonly pointer: string; readonly detail: string | RegExp }
  }[] = [
    {
      name: 'an app that is not there, with what was meant',
      input: { appSlug: 'shpo' },
      code: 'APP_NOT_FOUND',
      issue: { pointer: '/appSlug', detail: /no app "shpo".*Did you mean "shop"/ },
    },
    {
      name: 'an app that was removed',
      input: { appSlug: 'gone' },
      code: 'APP_REMOVED',
      issue: { pointer: '/appSlug', detail: /was removed/ },
    },
    {
      name: 'an app that never was valid, with what is wrong with it',
      input: { appSlug: 'broken' },
      code: 'APP_BROKEN',
      issue: { pointer: '/appSlug', detail: /broken\/app-manifest\.json/ },
    },
    {
      name: 'a template that is not there',
      input: { appSlug: 'shop', template: 'simulate' },
      code: 'TEMPLATE_NOT_FOUND',
      issue: { pointer: '/template', detail: /no template "simulate"/ },
    },
    {
      name: 'a parameter of a wrong type',
      input: { appSlug: 'shop', parameters: { step_seconds: 'one' } },
      code: 'INVALID_INPUT',
      issue: { pointer: '/parameters/step_seconds', detail: 'must be number' },
    },
    {
      name: 'a parameter that the template does not have, with what was meant',
      input: { appSlug: 'shop', parameters: { step_second: 1 } },
      code: 'INVALID_INPUT',
      issue: { pointer: '/parameters/step_second', detail: /not a parameter.*"step_seconds"/ },
    },
    {
      name: 'a parameter with another value than the ones allowed',
      input: { appSlug: 'shop', parameters: { fail_at: 'lunch' } },
      code: 'INVALID_INPUT',
      issue: { pointer: '/parameters/fail_at', detail: /"plan", "apply"/ },
    },
    {
      name: 'a text that no database can hold',
      input: { appSlug: 'shop', parameters: { fail_at: 'a\u0000b' } },
      code: 'INVALID_INPUT',
      issue: { pointer: '/parameters/fail_at', detail: /cannot be stored/ },
    },
    {
      name: 'an owner that no database can hold',
      input: { appSlug: 'shop', owner: 'a\u0000b' },
      code: 'INVALID_INPUT',
      issue: { pointer: '/owner', detail: /cannot be stored/ },
    },
    {
      name: 'a name that is no DNS label',
      input: { appSlug: 'shop', name: 'My Shop' },
      code: 'INVALID_INPUT',
      issue: { pointer: '/name', detail: /RFC 1123/ },
    },
  ]
  for (const { name, input, code, issue } of refusals) {
    it(`refuses ${name}, and stores nothing`, async () => {
      const { issues } = await expectCode(waybill.workspaces.create(input), code)
      expect(issues[0]?.pointer).to.equal(issue.pointer)
      expect(issues[0]?.detail).to.match(new RegExp(issue.detail))
      expect((await waybill.workspaces.list()).total).to.equal(0)
      expect((await waybill.runs.list()).items).to.deep.equal([])
    })
  }

  it('names every parameter that does not fit', async () => {
    const parameters = { step_seconds: -1, fail_at: 1, colour: 'red' }
    const { issues } = await expectCode(
      waybill.workspaces.create({ appSlug: 'shop', parameters }),
      'INVALID_INPUT',
    )
    const pointers = new Set(issues.map(({ pointer }) => pointer))
    expect([...pointers].sort()).to.deep.equal([
      '/parameters/colour',
      '/parameters/fail_at',
      '/parameters/step_seconds',
    ])
  })

  it('refuses a name that is taken, and takes it again once that workspace is destroyed', async () => {
    const first = await waybill.workspaces.create({ appSlug: 'shop', name: 'mine' })
    const again = () => waybill.workspaces.create({ appSlug: 'shop', name: 'mine' })
    const { issues } = await expectCode(again(), 'NAME_TAKEN')
    expect(issues).to.deep.equal([{ pointer: '/name', detail: 'is taken' }])
    await waybill.workspaces.destroy(first.id)
    expect((await again()).id).to.not.equal(first.id)
  })

  it('answers the same workspace to the same idempotency key, also to many at once', async () => {
    const input = { appSlug: 'shop', idempotencyKey: 'pr-42' }
    const created = await Promise.all([1, 2, 3, 4].map(() => waybill.workspaces.create(input)))
    expect(new Set(created.map(({ id }) => id)).size).to.equal(1)
    expect((await waybill.workspaces.create(input)).id).to.equal(created[0]?.id)
    expect((await waybill.workspaces.list()).total).to.equal(1)
  })

  it('takes the last good revision of an app whose manifest broke', async () => {
    apps.shop = 'not JSON'
    await waybill.catalog.sync()
    expect((await waybill.catalog.get('shop')).status).to.equal('invalid')
    expect(await waybill.workspaces.create({ appSlug: 'shop' })).to.deep.include({
      revision: 1,
      status: 'pending',
    })
  })

  it('shows a workspace as outdated once its app has a newer revision, and not once the app is gone', async () => {
    const { id } = await waybill.workspaces.create({ appSlug: 'shop' })
    apps.shop = makeManifest({ appName: 'Shop 2' })
    await waybill.catalog.sync()
    expect((await waybill.workspaces.get(id)).outdated).to.deep.equal({ app: true, template: false })
    expect((await waybill.workspaces.list()).items[0]?.outdated.app).to.equal(true)
    delete apps.shop
    await waybill.catalog.sync()
    expect((await waybill.workspaces.get(id)).outdated.app).to.equal(false)
  })

  it('follows an app that was renamed', async () => {
    const { id } = await waybill.workspaces.create({ appSlug: 'shop' })
    apps.store = apps.shop ?? ''
    delete apps.shop
    await waybill.catalog.sync()
    expect((await waybill.workspaces.get(id)).outdated.app).to.equal(false)
    const { details } = await expectCode(waybill.workspaces.create({ appSlug: 'shop' }), 'APP_MOVED')
    expect(details).to.deep.include({ movedTo: 'store' })
  })

  it('says that a workspace is not there', async () => {
    for (const name of ['nobody', '', 'a\u0000b', 'a/b']) {
      await expectCode(waybill.workspaces.get(name), 'WORKSPACE_NOT_FOUND')
      await expectCode(waybill.workspaces.destroy(name), 'WORKSPACE_NOT_FOUND')
    }
  })

  it('lists pages, by app, owner and status', async () => {
    for (const owner of ['ada', 'bob', 'ada']) await waybill.workspaces.create({ appSlug: 'shop', owner })
    const first = await waybill.workspaces.list({ owner: 'ada', limit: 1 })
    expect(first).to.deep.include({ total: 2 })
    const second = await waybill.workspaces.list({ owner: 'ada', limit: 1, cursor: first.nextCursor ?? '' })
    expect(second.items).to.have.length(1)
    expect(second.nextCursor).to.equal(null)
    expect((await waybill.workspaces.list({ appSlug: 'other' })).items).to.deep.equal([])
    expect((await waybill.workspaces.list({ status: ['ready'] })).items).to.deep.equal([])
    await expectCode(waybill.workspaces.list({ limit: 0 }), 'INVALID_INPUT')
  })
})
