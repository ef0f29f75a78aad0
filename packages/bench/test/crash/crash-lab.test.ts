// What it loads on demand makes globals, which the suite's check for leaks would find during the test.
import '@waybill/storage-sequelize/testing'
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { runCrashLab } from '../../src/crash/crash-lab.js'
import { renderCrash } from '../../src/crash/render-crash.js'

const hasTerraform = spawnSync('terraform', ['version']).status === 0

describe('a small crash laboratory', () => {
  it('finds every promise kept', async function () {
    if (!hasTerraform) this.skip()
    this.timeout(240_000)
    const directory = mkdtempSync(join(tmpdir(), 'waybill-crash-test-'))
    const context = { signal: new AbortController().signal, onProgress: () => undefined }
    const result = await runCrashLab({ seed: 4, kills: 8, workspaces: 3, directory }, context)
    expect(result.violations, renderCrash(result)).to.deep.equal([])
    expect(result.hits.length + result.missed.length).to.equal(8)
    expect(result.counts.created).to.be.greaterThan(2)
    expect(renderCrash(result)).to.match(/\n0 violations\n$/)
    await rm(directory, { recursive: true, force: true })
  })
})
