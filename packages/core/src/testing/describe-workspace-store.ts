import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type WorkspaceId } from '../id/ids.js'
import {
  type WorkspaceQueryInput,
  type WorkspaceRecord,
  workspaceQuerySchema,
  workspaceRecordSchema,
} from '../workspace/workspace.js'
import { expectCode } from './expect-code.js'
import { type StorageHarness, type StorageUnderTest, useStorage } from './storage/use-storage.js'
import { makeRunRecord, makeTemplateVersion, makeWorkspaceRecord } from './workspace-builders.js'

/** Describes what every `WorkspaceStore` does. `makeStorage` is called before each test. */
export function describeWorkspaceStore(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`${name} as a WorkspaceStore`, () => {
    const harness = useStorage(makeStorage)
    describeRows(harness)
    describeUniqueness(harness)
    describeLists(harness)
    describeTemplates(harness)
  })
}

function describeRows(harness: StorageHarness): void {
  const find = (idOrName: string) => harness.storage.workspaces.find({ by: { idOrName } })

  it('finds nothing that is not there', async () => {
    expect(await find(newId<WorkspaceId>())).to.equal(undefined)
    expect(await find('shop')).to.equal(undefined)
    expect(await harness.storage.workspaces.find({ by: { idempotencyKey: 'pr-42' } })).to.equal(undefined)
  })

  it('gives back what was inserted, by id, by name and by idempotency key', async () => {
    const { workspace } = await harness.addWorkspace({
      workspace: {
        parameters: { text: 'é 🚢 "quoted" \\', number: 1.5, list: [null, true, { deep: 'yes' }] },
        endpoints: { api: 'http://localhost:8080' },
        outputs: { url: { value: { a: [1] }, sensitive: false }, secret: { value: null, sensitive: true } },
        owner: 'team-shop',
        createdBy: 'ada@example.com',
        idempotencyKey: 'pr-42',
        error: { code: 'RUN_FAILED', message: 'It failed.', hint: null, phase: 'apply', diagnostics: [] },
        drifted: true,
        diverged: true,
        approve: 'always',
        expiryNoticedAt: '2026-02-27T23:00:00.000Z',
        destroyRequestedAt: '2026-01-31T10:00:00.001Z',
        destroyRequestedBy: 'bob',
        expiresAt: '2026-02-28T00:00:00.000Z',
        destroyedAt: null,
      },
    })
    expect(await find(workspace.id)).to.deep.equal(workspace)
    expect(await find(workspace.name)).to.deep.equal(workspace)
    expect(await harness.storage.workspaces.find({ by: { idempotencyKey: 'pr-42' } })).to.deep.equal(
      workspace,
    )
    expect(workspaceRecordSchema.parse(workspace)).to.deep.equal(workspace)
  })

  it('takes an id before a name', async () => {
    const { workspace } = await harness.addWorkspace()
    await harness.addWorkspace({ workspace: { name: workspace.id } })
    expect((await find(workspace.id))?.name).to.equal(workspace.name)
  })

  it('writes everything of an update, and gives the row out locked as it is', async () => {
    const { workspace } = await harness.addWorkspace()
    const changed = {
      ...workspace,
      name: 'another',
      status: 'ready' as const,
      revision: 2,
      endpoints: { web: 'http://localhost:3000' },
      owner: 'someone',
      updatedAt: '2026-02-01T00:00:00.000Z',
    }
    await harness.storage.transaction(async stores => {
      const locked = await stores.workspaces.find({ by: { idOrName: workspace.id }, lock: true })
      expect(locked).to.deep.equal(workspace)
      await stores.workspaces.update(changed)
    })
    expect(await find('another')).to.deep.equal(changed)
    expect(await find(workspace.name)).to.equal(undefined)
  })

  it('gives a locked row to one transaction at a time', async () => {
    const { workspace } = await harness.addWorkspace()
    const by = { idOrName: workspace.id }
    const addOne = () =>
      harness.storage.transaction(async stores => {
        const locked = await stores.workspaces.find({ by, lock: true })
        if (locked === undefined) throw new Error('The workspace is gone.')
        await stores.workspaces.update({ ...locked, revision: locked.revision + 1 })
      })
    await Promise.all(Array.from({ length: 8 }, addOne))
    expect((await find(workspace.id))?.revision).to.equal(9)
  })

  it('refuses to update what is not there', async () => {
    const stranger = makeWorkspaceRecord({ appId: harness.app.id })
    await expectCode(harness.storage.workspaces.update(stranger), 'WORKSPACE_NOT_FOUND')
  })
}

function describeUniqueness(harness: StorageHarness): void {
  it('refuses a name that a workspace has which is not destroyed', async () => {
    await harness.addWorkspace({ workspace: { name: 'mine' } })
    await expectCode(harness.addWorkspace({ workspace: { name: 'mine' } }), 'NAME_TAKEN')
    const { workspace } = await harness.addWorkspace({ workspace: { name: 'yours' } })
    await expectCode(harness.storage.workspaces.update({ ...workspace, name: 'mine' }), 'NAME_TAKEN')
  })

  it('lets go of the name of a destroyed workspace, which is found by its id then', async () => {
    const { workspace } = await harness.addWorkspace({ workspace: { name: 'mine', status: 'destroyed' } })
    expect(await harness.storage.workspaces.find({ by: { idOrName: 'mine' } })).to.equal(undefined)
    const second = await harness.addWorkspace({ workspace: { name: 'mine' } })
    const found = await harness.storage.workspaces.find({ by: { idOrName: 'mine' } })
    expect(found?.id).to.equal(second.workspace.id)
    const byId = await harness.storage.workspaces.find({ by: { idOrName: workspace.id } })
    expect(byId?.status).to.equal('destroyed')
  })

  it('gives a name to one of many that want it at once', async () => {
    const attempts = Array.from({ length: 6 }, () => harness.addWorkspace({ workspace: { name: 'mine' } }))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).to.have.property('code', 'NAME_TAKEN')
    }
  })

  it('refuses an idempotency key a second time, also that of a destroyed workspace', async () => {
    await harness.addWorkspace({ workspace: { idempotencyKey: 'pr-42', status: 'destroyed' } })
    await expectCode(harness.addWorkspace({ workspace: { idempotencyKey: 'pr-42' } }), 'NAME_TAKEN')
  })
}

function describeLists(harness: StorageHarness): void {
  const list = (query: WorkspaceQueryInput = {}) =>
    harness.storage.workspaces.list(workspaceQuerySchema.parse(query))
  const names = async (query?: WorkspaceQueryInput) => (await list(query)).items.map(({ name }) => name)

  it('lists nothing at first', async () => {
    expect(await list()).to.deep.equal({ items: [], total: 0, nextCursor: null })
  })

  it('lists the newest first, without the destroyed ones unless they are asked for', async () => {
    await harness.addWorkspace({ workspace: { name: 'a' } })
    await harness.addWorkspace({ workspace: { name: 'b', status: 'destroyed' } })
    await harness.addWorkspace({ workspace: { name: 'c', status: 'ready' } })
    expect(await names()).to.deep.equal(['c', 'a'])
    expect(await names({ status: [] })).to.deep.equal(['c', 'a'])
    expect(await names({ status: ['destroyed'] })).to.deep.equal(['b'])
    expect(await names({ status: ['pending', 'destroyed'] })).to.deep.equal(['b', 'a'])
  })

  it('counts those that are not destroyed: all, or one owner’s', async () => {
    const count = (query?: { owner?: string }) => harness.storage.workspaces.count(query)
    expect(await count()).to.equal(0)
    await harness.addWorkspace({ workspace: { name: 'a', owner: 'ada' } })
    await harness.addWorkspace({ workspace: { name: 'b', owner: 'ada', status: 'destroyed' } })
    await harness.addWorkspace({ workspace: { name: 'c' } })
    expect(await count()).to.equal(2)
    expect(await count({ owner: 'ada' })).to.equal(1)
    expect(await count({ owner: 'nobody' })).to.equal(0)
  })

  it('lets only as many in as there is room for, however many count at once', async () => {
    const add = (name: string) =>
      harness.storage.transaction(async stores => {
        const workspace = makeWorkspaceRecord({ appId: harness.app.id, name, owner: 'ada' })
        await stores.workspaces.insert(workspace)
        if ((await stores.workspaces.count({ owner: 'ada', lock: true })) > 2) throw new Error('No room.')
        await stores.runs.insert(makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id }))
      })
    const added = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => add(`w${index}`)))
    expect(added.filter(({ status }) => status === 'fulfilled')).to.have.length(2)
    expect(await harness.storage.workspaces.count()).to.equal(2)
  })

  it('lists those that end before a time and stay until then, soonest first', async () => {
    const at = (hour: number) => `2026-02-01T0${hour}:00:00.000Z`
    const add = (name: string, parts: Partial<WorkspaceRecord>) =>
      harness.addWorkspace({ workspace: { name, ...parts } })
    await add('later', { expiresAt: at(3) })
    await add('second', { expiresAt: at(2), status: 'failed' })
    await add('first', { expiresAt: at(1), status: 'ready' })
    await add('never', {})
    await add('leaving', { expiresAt: at(1), status: 'destroying' })
    await add('asked', { expiresAt: at(1), status: 'provisioning', destroyRequestedAt: at(0) })
    await add('gone', { expiresAt: at(1), status: 'destroyed' })
    const listed = await harness.storage.workspaces.listExpiring(at(3))
    expect(listed.map(({ name }) => name)).to.deep.equal(['first', 'second'])
  })

  it('filters by app and by owner', async () => {
    await harness.addWorkspace({ workspace: { name: 'a', owner: 'ada' } })
    await harness.addWorkspace({ workspace: { name: 'b', appSlug: 'other', owner: 'ada' } })
    await harness.addWorkspace({ workspace: { name: 'c' } })
    expect(await names({ appSlug: 'shop' })).to.deep.equal(['c', 'a'])
    expect(await names({ owner: 'ada' })).to.deep.equal(['b', 'a'])
    expect(await names({ owner: 'ada', appSlug: 'other' })).to.deep.equal(['b'])
    expect((await list({ owner: 'nobody' })).total).to.equal(0)
  })

  it('pages through without missing or repeating one, whatever is inserted meanwhile', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await harness.addWorkspace({ workspace: { name } })
    const first = await list({ limit: 2 })
    expect(first.items.map(({ name }) => name)).to.deep.equal(['e', 'd'])
    expect(first.total).to.equal(5)
    await harness.addWorkspace({ workspace: { name: 'newer' } })
    const second = await list({ limit: 2, cursor: first.nextCursor ?? '' })
    expect(second.items.map(({ name }) => name)).to.deep.equal(['c', 'b'])
    const third = await list({ limit: 2, cursor: second.nextCursor ?? '' })
    expect(third.items.map(({ name }) => name)).to.deep.equal(['a'])
    expect(third.nextCursor).to.equal(null)
    expect(third.total).to.equal(6)
  })

  it('has no next page when the last one is full', async () => {
    for (const name of ['a', 'b']) await harness.addWorkspace({ workspace: { name } })
    expect((await list({ limit: 2 })).nextCursor).to.equal(null)
  })

  it('refuses a cursor that is none', async () => {
    await expectCode(list({ cursor: 'bm9uZQ' }), 'INVALID_INPUT')
  })
}

function describeTemplates(harness: StorageHarness): void {
  const version = 'b'.repeat(64)

  it('keeps a template version with the bytes and modes of its files', async () => {
    const template = makeTemplateVersion({
      version,
      files: [
        { path: 'main.tf', executable: false, bytes: new Uint8Array([0, 255, 10, 13, 0xc3]) },
        { path: 'modules/é/run.sh', executable: true, bytes: new TextEncoder().encode('#!/bin/sh\n') },
        { path: 'empty', executable: false, bytes: new Uint8Array() },
        {
          path: `long/${'x'.repeat(120)}/${'y'.repeat(120)}.txt`,
          executable: false,
          bytes: new Uint8Array(3000),
        },
      ],
    })
    await harness.storage.workspaces.saveTemplate(template)
    const found = await harness.storage.workspaces.findTemplate('local', version)
    expect(found?.settings).to.deep.equal(template.settings)
    expect(found?.files.map(plainFile)).to.deep.equal(template.files.map(plainFile))
    expect(found).to.include({ name: 'local', version })
  })

  it('keeps a template version once, also when many save it at once', async () => {
    const template = makeTemplateVersion({ version })
    const save = () => harness.storage.workspaces.saveTemplate(template)
    await Promise.all([save(), save(), save()])
    await save()
    expect((await harness.storage.workspaces.findTemplate('local', version))?.version).to.equal(version)
  })

  it('finds none of another name or version', async () => {
    await harness.storage.workspaces.saveTemplate(makeTemplateVersion({ version }))
    expect(await harness.storage.workspaces.findTemplate('local', 'c'.repeat(64))).to.equal(undefined)
    expect(await harness.storage.workspaces.findTemplate('other', version)).to.equal(undefined)
  })
}

function plainFile(file: {
  readonly path: string
  readonly executable: boolean
  readonly bytes: Uint8Array
}) {
  return { path: file.path, executable: file.executable, bytes: [...file.bytes] }
}
