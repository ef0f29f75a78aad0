import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LeftState, newId, type RunId } from '@waybill/core'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { runFiles } from '../../src/directory/run-directory.js'
import { identifyProcess } from '../../src/process/process-identity.cjs'
import { findLeftStates } from '../../src/state/left-states.js'

const state = JSON.stringify({ version: 4, serial: 7, lineage: 'l', resources: [] })

describe('states that were left on a host', () => {
  let workDir: string
  beforeEach(() => {
    workDir = mkdtempSync(join(tmpdir(), 'waybill-left-'))
  })
  afterEach(() => rmSync(workDir, { recursive: true, force: true }))

  function leave(contents: string | undefined = state): RunId {
    const runId = newId<RunId>()
    const { control, module } = runFiles(workDir, runId)
    mkdirSync(module.directory, { recursive: true })
    writeFileSync(control.logBase, '{}')
    writeFileSync(module.state, contents)
    return runId
  }

  async function find(): Promise<readonly LeftState[]> {
    const found: LeftState[] = []
    for await (const left of findLeftStates(workDir)) found.push(left)
    return found
  }

  it('are found with the runs that left them, and removed on demand', async () => {
    const runId = leave()
    const [left, ...rest] = await find()
    expect(rest).to.deep.equal([])
    expect(left?.runId).to.equal(runId)
    expect(left?.state).to.deep.include({ serial: 7, lineage: 'l' })
    await left?.forget()
    expect(readdirSync(workDir)).to.deep.equal([])
  })

  it('are not those of a run that something works in', async () => {
    const runId = leave()
    const [left] = await find()
    // As if this very process were its supervisor.
    writeFileSync(runFiles(workDir, runId).control.supervisor, JSON.stringify(identifyProcess(process.pid)))
    expect(await find()).to.deep.equal([])
    await left?.forget()
    expect(readdirSync(workDir)).to.deep.equal([runId])
  })

  for (const contents of ['', '{"version": 4, "ser', '{}']) {
    it(`are whole: not ${JSON.stringify(contents)}`, async () => {
      leave(contents)
      expect(await find()).to.deep.equal([])
    })
  }

  it('lie in directories of runs, and nowhere else', async () => {
    mkdirSync(join(workDir, '.init'))
    mkdirSync(join(workDir, newId<RunId>()))
    writeFileSync(join(workDir, 'file'), '')
    expect(await find()).to.deep.equal([])
    workDir = join(workDir, 'nowhere')
    expect(await find()).to.deep.equal([])
  })
})
