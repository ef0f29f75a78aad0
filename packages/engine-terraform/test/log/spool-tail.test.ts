import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { buildMasks } from '../../src/log/mask-secrets.js'
import { SpoolTail } from '../../src/log/spool-tail.js'

describe('a follower of the spool', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-spool-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  it('masks secrets also where an endless line is handed on in stretches', async () => {
    const secret = 'correct horse'
    const text = `${'x'.repeat(5)}${secret.repeat(300_000)}`
    const file = join(directory, 'spool')
    writeFileSync(file, text)
    const pieces: Uint8Array[] = []
    let end = 0
    const tail = await SpoolTail.open({
      file,
      position: 0,
      base: 0,
      masks: buildMasks([secret]),
      onLog: (offset, bytes) => {
        expect(offset).to.equal(end)
        end += bytes.length
        pieces.push(bytes)
      },
      onLine: () => undefined,
    })
    await tail.finish()
    await tail.close()
    expect(pieces).to.have.length.greaterThan(2)
    expect(Buffer.concat(pieces).toString() === text.replaceAll(secret, '*'.repeat(13))).to.equal(true)
  })
})
