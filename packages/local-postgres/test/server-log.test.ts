import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { openServerLog, readLogTail } from '../src/server-log.js'

describe('server log', () => {
  let folder: string
  let path: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-pg-log-'))
    path = join(folder, 'postgres.log')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has no tail before the first start', async () => {
    expect(await readLogTail(path)).to.equal('')
  })

  it('shows at most the last 20 lines of this start', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}\n`)
    await writeFile(path, ['an older start\n', ...lines].join(''))
    expect((await readLogTail(path)).split('\n')).to.have.length(20)
    expect(await readLogTail(path, (await stat(path)).size - 'line 29\n'.length)).to.equal('line 29')
    expect((await readLogTail(path)).endsWith('line 29')).to.equal(true)
  })

  it('is put aside when it has grown over 1 MiB, and is for its owner only', async () => {
    await writeFile(path, 'x'.repeat(1024 * 1024 + 1))
    const log = await openServerLog(path)
    await log.write('new\n')
    await log.close()
    expect(await readFile(path, 'utf8')).to.equal('new\n')
    expect((await stat(`${path}.old`)).size).to.equal(1024 * 1024 + 1)
    expect((await stat(path)).mode & 0o777).to.equal(0o600)
  })
})
