import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { findPasswdEntry, findServerAccount } from '../src/account.js'
import { rejectionOf } from './support/rejection.js'

const passwd = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/nonexistent:/bin/false\n'

describe('findPasswdEntry', () => {
  const cases = [
    { name: 'finds by name', key: 'nobody', expected: { uid: 65534, gid: 65533 } },
    { name: 'finds by uid', key: 65534, expected: { uid: 65534, gid: 65533 } },
    { name: 'finds no gid', key: 65533, expected: undefined },
    { name: 'finds no stranger', key: 'waybill', expected: undefined },
  ]
  for (const { name, key, expected } of cases) {
    it(name, () => expect(findPasswdEntry(passwd, key)).to.deep.equal(expected))
  }
})

describe('findServerAccount', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'waybill-pg-account-'))
    await writeFile(join(dataDir, 'passwd'), passwd)
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const query = (uid: number) => ({
    uid,
    dataDir,
    pgdata: join(dataDir, 'data'),
    passwdFile: join(dataDir, 'passwd'),
  })

  it('lets an ordinary user run the server', async () => {
    expect(await findServerAccount(query(1000))).to.equal(undefined)
  })

  it('drops root to the owner of the data, or else to nobody', async () => {
    await mkdir(join(dataDir, 'data'))
    const own = process.getuid?.() ?? 0
    const expected = own === 0 ? 65534 : own
    expect((await findServerAccount(query(0)))?.uid).to.equal(expected)
  })

  // An ordinary user cannot make a folder of root's; any other names its owner.
  if (process.getuid?.() === 0) {
    it('says so where root has nobody to drop to', async () => {
      await writeFile(join(dataDir, 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
      expect((await rejectionOf(findServerAccount(query(0)))).code).to.equal('ACCOUNT_MISSING')
    })
  }
})
