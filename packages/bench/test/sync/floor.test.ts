import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { catalogDirectory } from '../../src/catalog/catalog-directory.js'
import { makeApp } from '../../src/catalog/make-app.js'
import { readDockerfiles, scanFloor, statFloor, watchedFiles } from '../../src/sync/floor.js'

describe('the floor of a sync', () => {
  const apps = 260
  let cacheDir: string
  let directory: string
  const progress: string[] = []
  const write = () =>
    catalogDirectory({
      apps,
      seed: 1,
      cacheDir,
      signal: new AbortController().signal,
      onProgress: message => progress.push(message),
    })

  before(async () => {
    cacheDir = mkdtempSync(join(tmpdir(), 'waybill-bench-test-'))
    directory = await write()
  })

  after(() => rmSync(cacheDir, { recursive: true, force: true }))

  it('reads a catalog that is written once and kept', async () => {
    expect(await write()).to.equal(directory)
    expect(progress).to.have.length(1)
  })

  it('leaves out what does not parse and what lacks a Dockerfile', () => {
    const left = Array.from({ length: apps }, (_, index) => makeApp(1, index))
      .filter(({ breakage }) => breakage !== 'cut-off' && breakage !== 'no-dockerfile')
      .map(({ folder }) => folder)
    expect(
      scanFloor(directory)
        .map(({ slug }) => slug)
        .sort(),
    ).to.deep.equal(left)
  })

  it('looks at every manifest and every Dockerfile that is spoken of', () => {
    const watched = watchedFiles(directory)
    expect(watched.files.filter(file => file.endsWith('/app-manifest.json'))).to.have.length(apps)
    expect(statFloor(watched)).to.be.within(2 * apps, watched.files.length)
    expect(readDockerfiles(watched)).to.be.greaterThan(50 * apps)
  })
})
