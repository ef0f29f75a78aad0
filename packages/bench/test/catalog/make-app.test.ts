import { expect } from 'chai'
import { describe, it } from 'mocha'
import { breakages, type GeneratedApp, makeApp } from '../../src/catalog/make-app.js'

const apps = Array.from({ length: 1000 }, (_, index) => makeApp(1, index))
const good = apps.filter(({ breakage }) => !breakage)
const manifestOf = ({ files }: GeneratedApp) => JSON.parse(files.get('app-manifest.json') ?? '')

describe('makeApp', () => {
  it('makes the same app of the same seed and number', () => {
    expect(makeApp(1, 77)).to.deep.equal(apps[77])
    expect(makeApp(2, 77)).not.to.deep.equal(apps[77])
  })

  it('breaks one app in a hundred, in every way in turn', () => {
    const broken = apps.flatMap(({ breakage }) => breakage ?? [])
    expect(broken).to.have.length(10)
    expect(new Set(broken)).to.deep.equal(new Set(breakages))
  })

  it('gives one to five components, each with a Dockerfile', () => {
    const counts = good.map(app => manifestOf(app).components.length)
    expect(new Set(counts)).to.deep.equal(new Set([1, 2, 3, 4, 5]))
    for (const app of good) {
      const paths = manifestOf(app).components.map(({ path }: { path: string }) => `${path}/Dockerfile`)
      expect([...app.files.keys()]).to.deep.equal(['app-manifest.json', ...paths])
    }
  })

  it('exposes in the Dockerfile the port of the manifest', () => {
    for (const app of good)
      for (const { path, port } of manifestOf(app).components) {
        const exposed = /EXPOSE (\d+)/.exec(app.files.get(`${path}/Dockerfile`) ?? '')?.[1]
        expect(exposed).to.equal(port === null ? undefined : String(port))
      }
  })

  it('writes manifests of about 500 bytes', () => {
    const bytes = apps.map(({ files }) => files.get('app-manifest.json')?.length ?? 0)
    const mean = bytes.reduce((sum, size) => sum + size, 0) / bytes.length
    expect(mean).to.be.within(430, 570)
  })
})
