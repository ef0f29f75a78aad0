import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { after, before, it } from 'mocha'
import { makeMigrator } from '../../src/index.js'
import { type TestDatabase, testDatabase } from '../../src/testing/index.js'
import { describeOnServers } from '../support/servers.js'

const program = fileURLToPath(new URL('../support/migrate-process.js', import.meta.url))

/** A process that is ready to migrate, and does when it is released. */
async function startProcess(url: string): Promise<() => Promise<readonly string[]>> {
  const child = fork(program, [url])
  await once(child, 'message')
  return async () => {
    child.send('go')
    const [answer] = await once(child, 'message')
    await once(child, 'exit')
    return answer
  }
}

describeOnServers('migrations from two processes at once', server => {
  let database: TestDatabase
  before(async () => {
    database = await testDatabase({ ...server, migrated: false })
  })
  after(() => database.drop())

  it('are applied by one, while the other waits and finds nothing left to do', async () => {
    const releases = await Promise.all([startProcess(database.url), startProcess(database.url)])
    const applied = await Promise.all(releases.map(release => release()))
    const migrator = makeMigrator({ url: database.url })
    const names = (await migrator.status()).map(({ name }) => name)
    await migrator.close()
    expect(applied.flat()).to.deep.equal(names)
    expect(applied.map(list => list.length).sort()).to.deep.equal([0, names.length])
  })
})
