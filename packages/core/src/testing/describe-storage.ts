import { expect } from 'chai'
import { describe, it } from 'mocha'
import { newId, type RunId } from '../id/ids.js'
import { makeNewEvent } from './catalog-builders.js'
import { type StorageUnderTest, useStorage } from './storage/use-storage.js'
import { rejection } from './until.js'
import { makeRunRecord, makeStateSnapshot, makeWorkspaceRecord } from './workspace-builders.js'

/** Describes what every `Storage` does beyond its stores. `makeStorage` is called before each test. */
export function describeStorage(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`${name} as a Storage`, () => {
    const harness = useStorage(makeStorage)
    const storage = () => harness.storage
    const eventsOf = async () => (await storage().events.list({ after: 0, limit: 1000 })).items
    const named = (text: string) => makeNewEvent({ subject: { kind: 'app', id: text, name: text } })

    it('gives back what the work of a transaction gives', async () => {
      expect(await storage().transaction(async () => 42)).to.equal(42)
    })

    it('reads in a transaction what was written in it', async () => {
      const workspace = makeWorkspaceRecord({ appId: harness.app.id })
      const run = makeRunRecord({ id: workspace.currentRunId, workspaceId: workspace.id })
      await storage().transaction(async stores => {
        await stores.workspaces.insert(workspace)
        await stores.runs.insert(run)
        await stores.runs.claim(run.id, { worker: 'w1', leaseMs: 60_000 })
        expect(await stores.workspaces.find({ by: { idOrName: workspace.name } })).to.deep.equal(workspace)
        expect((await stores.runs.find(run.id))?.status).to.equal('planning')
      })
      expect((await storage().runs.find(run.id))?.status).to.equal('planning')
    })

    it('rolls all of it back when the work fails, and rejects with its error', async () => {
      const { workspace, run } = await harness.addWorkspace()
      const other = makeWorkspaceRecord({ appId: harness.app.id })
      const error = new Error('no')
      const failing = storage().transaction(async stores => {
        await stores.workspaces.update({ ...workspace, status: 'ready' })
        await stores.workspaces.insert(other)
        await stores.runs.insert(makeRunRecord({ id: other.currentRunId, workspaceId: other.id }))
        await stores.runs.claim(run.id, { worker: 'w1', leaseMs: 60_000 })
        await stores.runs.appendLog(run.id, { fence: 1, offset: 0, bytes: new Uint8Array(3) })
        await stores.runs.saveState(run.id, { ...makeStateSnapshot(), fence: 1 })
        await stores.events.append([named('lost')])
        throw error
      })
      expect(await rejection(failing)).to.equal(error)
      expect(await storage().workspaces.find({ by: { idOrName: workspace.id } })).to.deep.equal(workspace)
      expect(await storage().workspaces.find({ by: { idOrName: other.id } })).to.equal(undefined)
      expect(await storage().runs.find(run.id)).to.deep.equal(run)
      expect(await storage().runs.find(other.currentRunId)).to.equal(undefined)
      expect((await storage().runs.readLog(run.id, { offset: 0, limitBytes: 9 }))?.size).to.equal(0)
      expect(await storage().runs.findState(workspace.id)).to.equal(undefined)
      expect(await eventsOf()).to.deep.equal([])
    })

    it('stays usable after an error of a store inside a transaction that was caught outside', async () => {
      const { workspace } = await harness.addWorkspace()
      const taken = storage().transaction(stores =>
        stores.workspaces.insert(makeWorkspaceRecord({ appId: harness.app.id, name: workspace.name })),
      )
      expect(await rejection(taken)).to.have.property('code', 'NAME_TAKEN')
      await storage().transaction(stores => stores.events.append([named('a')]))
      expect(await eventsOf()).to.have.length(1)
    })

    it('numbers the events of a transaction at its end, without a gap where one failed', async () => {
      await storage().events.append([named('a')])
      const failing = storage().transaction(async stores => {
        await stores.events.append([named('lost')])
        throw new Error('no')
      })
      await rejection(failing)
      await storage().transaction(async stores => {
        await stores.events.append([named('b')])
        await stores.events.append([named('c')])
      })
      const events = (await eventsOf()).map(({ number, subject }) => [number, subject.name])
      expect(events).to.deep.equal([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ])
    })

    it('numbers the events of many transactions at once without gap or mixture', async () => {
      const append = (index: number) =>
        storage().transaction(async stores => {
          await stores.events.append([named(`${index}`)])
          await stores.events.append([named(`${index}`)])
        })
      await Promise.all(Array.from({ length: 12 }, (_, index) => append(index)))
      const events = await eventsOf()
      expect(events.map(({ number }) => number)).to.deep.equal(
        Array.from({ length: 24 }, (_, index) => index + 1),
      )
      for (let index = 0; index < 24; index += 2) {
        expect(events[index]?.subject.name).to.equal(events[index + 1]?.subject.name)
      }
    })

    it('does not show outside what a transaction has not committed', async () => {
      const { workspace } = await harness.addWorkspace()
      let read: Promise<unknown> = Promise.resolve()
      await rejection(
        storage().transaction(async stores => {
          await stores.workspaces.update({ ...workspace, status: 'failed' })
          read = storage().workspaces.find({ by: { idOrName: workspace.id } })
          throw new Error('no')
        }),
      )
      expect(await read).to.deep.equal(workspace)
    })

    it('tells subscribers of the events of a transaction once they can be read', async () => {
      const seen: (string | null)[] = []
      let told: () => void = () => undefined
      const rung = new Promise<void>(resolve => {
        told = resolve
      })
      const unsubscribe = await storage().events.subscribe(() => told())
      await storage().transaction(stores => stores.events.append([named('a')]))
      await rung
      for (const event of await eventsOf()) seen.push(event.subject.name)
      await unsubscribe()
      expect(seen).to.deep.equal(['a'])
    })

    it('answers a ping, says what it is, and may be closed twice', async () => {
      await storage().ping()
      expect(storage().info.kind).to.be.oneOf(['memory', 'postgresql'])
      expect(storage().info.location).to.not.equal('')
      await storage().close()
      await storage().close()
    })

    it('knows nothing of an id that was never stored', async () => {
      expect(await storage().runs.find(newId<RunId>())).to.equal(undefined)
    })
  })
}
