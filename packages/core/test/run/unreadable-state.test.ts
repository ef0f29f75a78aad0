import { expect } from 'chai'
import { describe, it } from 'mocha'
import { WaybillError } from '../../src/error/waybill-error.js'
import { type AppId, newId, type RunId } from '../../src/id/ids.js'
import { memoryStorage } from '../../src/memory/memory-storage.js'
import { startDestroy } from '../../src/run/start-destroy.js'
import { findStateToGoOn, hasNothing, orUnreadable } from '../../src/run/unreadable-state.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { makeStateSnapshot, makeWorkspaceRecord } from '../../src/testing/workspace-builders.js'
import { withSerial } from '../../src/workspace/workspace-states.js'

const workspace = makeWorkspaceRecord({ appId: newId<AppId>(), status: 'ready' })
const sealed = new WaybillError('STATE_SEALED', 'It does not open.', { hint: 'Bring the key.' })
const broken = { findState: () => Promise.reject(sealed) }

describe('a state that cannot be read', () => {
  it('counts as full', async () => {
    expect(await hasNothing(broken, workspace.id)).to.equal(false)
    expect(await hasNothing({ findState: async () => undefined }, workspace.id)).to.equal(true)
  })

  it('does not keep a destroy from being queued: its run says what is wrong', async () => {
    const storage = memoryStorage()
    await storage.workspaces.insert(workspace)
    const { run, workspace: leaving } = await storage.transaction(stores => {
      const runs = Object.assign(stores.runs, broken)
      const at = '2026-01-31T09:30:00.000Z'
      return startDestroy({ ...stores, runs }, workspace, {
        at,
        actor: null,
        newId: () => newId<RunId>() as never,
      })
    })
    expect(run.status).to.equal('pending')
    expect(leaving.status).to.equal('destroying')
  })

  it('ends a run that needs it, with what can be done', async () => {
    const error = await expectCode(findStateToGoOn(broken, workspace.id), 'STATE_SEALED')
    expect(error.message).to.equal("The workspace's newest state cannot be read: It does not open.")
    expect(error.hint).to.include('Bring the key.').and.include('restore-state').and.include('--orphan')
  })

  it('is nothing else than unreadable', async () => {
    const gone = new WaybillError('STORAGE_UNAVAILABLE', 'It is away.')
    await expectCode(orUnreadable(Promise.reject(gone)), 'STORAGE_UNAVAILABLE')
    expect(await orUnreadable(Promise.reject(sealed))).to.equal('unreadable')
  })

  it('is not restored where it is no state file', () => {
    for (const text of ['{"version": 4, "ser', '[]', '']) {
      const state = makeStateSnapshot({ serial: 3, bytes: new TextEncoder().encode(text) })
      expect(() => withSerial(state, 4)).to.throw(WaybillError, 'serial 3 is damaged')
    }
  })
})
