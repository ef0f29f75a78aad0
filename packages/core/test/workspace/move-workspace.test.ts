import { expect } from 'chai'
import { describe, it } from 'mocha'
import { type AppId, newId } from '../../src/id/ids.js'
import { makeRunRecord, makeWorkspaceRecord } from '../../src/testing/workspace-builders.js'
import { moveWorkspace } from '../../src/workspace/move-workspace.js'
import type { Output } from '../../src/workspace/workspace.js'

const at = '2026-02-01T00:00:00.000Z'
const workspace = makeWorkspaceRecord({ appId: newId<AppId>() })
const applied = makeRunRecord({ workspaceId: workspace.id, status: 'applied' })

function moveWith(outputs: Record<string, Output>) {
  const { endpoints, outputs: kept } = moveWorkspace(workspace, { run: applied, outputs, at })
  return { endpoints, outputs: kept }
}

describe('moveWorkspace', () => {
  it('takes endpoints and outputs of an applied run, each in its place', () => {
    const summary = { value: { deep: [1] }, sensitive: false }
    const moved = moveWith({ endpoints: { value: { api: 'http://a' }, sensitive: false }, summary })
    expect(moved).to.deep.equal({ endpoints: { api: 'http://a' }, outputs: { summary } })
  })

  it('keeps the name of a sensitive output and not its value', () => {
    expect(moveWith({ token: { value: 'secret', sensitive: true } }).outputs).to.deep.equal({
      token: { value: null, sensitive: true },
    })
  })

  const strange = [
    { name: 'a text', endpoints: { value: 'http://a', sensitive: false }, shown: {} },
    { name: 'a list', endpoints: { value: ['http://a'], sensitive: false }, shown: {} },
    { name: 'nothing', endpoints: { value: null, sensitive: false }, shown: {} },
    { name: 'sensitive', endpoints: { value: { api: 'http://a' }, sensitive: true }, shown: {} },
    {
      name: 'a map with other things in it',
      endpoints: { value: { api: 'http://a', port: 80, none: null }, sensitive: false },
      shown: { api: 'http://a' },
    },
  ]
  for (const { name, endpoints, shown } of strange) {
    it(`shows of endpoints that are ${name} only what is a URL of a component`, () => {
      expect(moveWith({ endpoints }).endpoints).to.deep.equal(shown)
    })
  }

  it('keeps what it has when a run brings no outputs', () => {
    const ready = {
      ...workspace,
      endpoints: { api: 'http://a' },
      outputs: { a: { value: 1, sensitive: false } },
    }
    const failed = { ...applied, kind: 'update' as const, status: 'errored' as const }
    const moved = moveWorkspace(ready, { run: failed, at })
    expect(moved).to.deep.include({ endpoints: ready.endpoints, outputs: ready.outputs, status: 'failed' })
  })

  it('has nothing any more once it is destroyed', () => {
    const leaving = {
      ...workspace,
      endpoints: { api: 'http://a' },
      outputs: { a: { value: 1, sensitive: false } },
      destroyRequestedAt: at,
      destroyRequestedBy: 'ada',
    }
    const run = { ...applied, kind: 'destroy' as const }
    expect(moveWorkspace(leaving, { run, at })).to.deep.include({
      status: 'destroyed',
      endpoints: {},
      outputs: {},
      destroyedAt: at,
      destroyRequestedAt: null,
      destroyRequestedBy: null,
      updatedAt: at,
    })
  })

  it('may be asked to be destroyed again when its destroy failed', () => {
    const leaving = { ...workspace, destroyRequestedAt: at }
    const run = { ...applied, kind: 'destroy' as const, status: 'errored' as const }
    expect(moveWorkspace(leaving, { run, at })).to.deep.include({
      status: 'failed',
      destroyRequestedAt: null,
    })
  })
})
