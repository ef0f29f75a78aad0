import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { announceServer, findLocalServer } from '../../src/wiring/local-server.js'

describe('the address of a local server', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'waybill-data-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  it('is found while it is there, and gone afterwards', () => {
    {
      using _announced = announceServer(dataDir, 'http://127.0.0.1:8000')
      expect(findLocalServer(dataDir)).to.deep.equal({ url: 'http://127.0.0.1:8000', pid: process.pid })
    }
    expect(findLocalServer(dataDir)).to.equal(undefined)
    expect(existsSync(join(dataDir, 'server.json'))).to.equal(false)
  })

  it('of a server that was killed counts for nothing', () => {
    // No process has this number: it is above the highest there can be.
    writeFileSync(join(dataDir, 'server.json'), JSON.stringify({ url: 'http://x', pid: 2 ** 22 + 1 }))
    expect(findLocalServer(dataDir)).to.equal(undefined)
  })

  it('is not taken from another one that came meanwhile', () => {
    const first = announceServer(dataDir, 'http://a')
    writeFileSync(join(dataDir, 'server.json'), JSON.stringify({ url: 'http://b', pid: process.ppid }))
    first[Symbol.dispose]()
    expect(findLocalServer(dataDir)?.url).to.equal('http://b')
  })

  it('is neither written nor found where there is no directory, or no whole file', () => {
    announceServer(join(dataDir, 'none'), 'http://a')
    writeFileSync(join(dataDir, 'server.json'), '{')
    expect([findLocalServer(dataDir), findLocalServer(join(dataDir, 'none'))]).to.deep.equal([
      undefined,
      undefined,
    ])
  })
})
