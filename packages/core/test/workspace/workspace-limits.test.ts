import { expect } from 'chai'
import { describe, it } from 'mocha'
import { expectCode } from '../../src/testing/expect-code.js'
import { useWaybillLab } from '../support/waybill-lab.js'

describe('limits of workspaces', () => {
  const lab = useWaybillLab(() => ({ limits: { total: 3, perOwner: 2 } }))

  it('hold per owner, and those without an owner only overall', async () => {
    await lab.create({ owner: 'ada' })
    await lab.create({ owner: 'ada' })
    await expectCode(lab.create({ owner: 'ada' }), 'LIMIT_REACHED')
    await lab.create()
    await expectCode(lab.create(), 'LIMIT_REACHED')
    await expectCode(lab.create({ owner: 'bob' }), 'LIMIT_REACHED')
    expect((await lab.client.workspaces.list()).total).to.equal(3)
    expect((await lab.client.runs.list()).items).to.have.length(3)
  })

  it('let somebody in again once one is destroyed', async () => {
    const { id } = await lab.create({ owner: 'ada' })
    await lab.create({ owner: 'ada' })
    await lab.client.workspaces.destroy(id)
    await lab.create({ owner: 'ada' })
  })

  it('hold for many at once', async () => {
    const created = await Promise.allSettled(Array.from({ length: 8 }, () => lab.create({ owner: 'ada' })))
    expect(created.filter(({ status }) => status === 'fulfilled')).to.have.length(2)
  })

  it('hold for whom a workspace is given to', async () => {
    await lab.create({ owner: 'ada' })
    await lab.create({ owner: 'ada' })
    const { id } = await lab.create({ owner: 'bob' })
    await expectCode(lab.client.workspaces.patch(id, { owner: 'ada' }), 'LIMIT_REACHED')
    expect((await lab.client.workspaces.get(id)).owner).to.equal('bob')
    expect((await lab.client.workspaces.patch(id, { owner: null })).owner).to.equal(null)
  })

  it('let one that is there be made again by its idempotency key', async () => {
    const { id } = await lab.create({ owner: 'ada', idempotencyKey: 'k' })
    await lab.create({ owner: 'ada' })
    expect((await lab.create({ owner: 'ada', idempotencyKey: 'k' })).id).to.equal(id)
  })
})

describe('changing a workspace', () => {
  const lab = useWaybillLab()

  it('changes its name and owner without a run, and tells who did it', async () => {
    const { id, currentRun } = await lab.create({ name: 'before' })
    const changed = await lab.client.workspaces.patch('before', {
      name: 'after',
      owner: 'team',
      actor: 'ada',
    })
    expect(changed).to.deep.include({ id, name: 'after', owner: 'team' })
    expect(changed.currentRun.id).to.equal(currentRun.id)
    const { items } = await lab.client.events.list({ limit: 1000 })
    const event = items.find(({ type }) => type === 'workspace.updated')
    expect(event).to.deep.include({ actor: 'ada' })
    expect(event?.data).to.include({ name: 'after', owner: 'team' })
  })

  it('is refused for a name that is taken, and for what cannot be changed', async () => {
    await lab.create({ name: 'taken' })
    const { id } = await lab.create()
    await expectCode(lab.client.workspaces.patch(id, { name: 'taken' }), 'NAME_TAKEN')
    await expectCode(lab.client.workspaces.patch(id, { name: 'No Label' }), 'INVALID_INPUT')
    await expectCode(lab.client.workspaces.patch(id, { status: 'ready' } as never), 'INVALID_INPUT')
    await expectCode(lab.client.workspaces.patch('nobody', { name: 'x' }), 'WORKSPACE_NOT_FOUND')
  })
})
