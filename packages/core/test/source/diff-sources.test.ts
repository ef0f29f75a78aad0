import { expect } from 'chai'
import { describe, it } from 'mocha'
import { diffSources } from '../../src/source/diff-sources.js'
import { gitSource } from '../../src/source/git/git-source.js'
import { makeRepository } from './make-repository.js'

const shop = (folder: string, appName: string, port = 3000) => ({
  [`${folder}/app-manifest.json`]: JSON.stringify({
    appName,
    components: [{ name: 'web', type: 'frontend', path: '.', port }],
  }),
  [`${folder}/Dockerfile`]: 'FROM scratch\n',
})

describe('diffSources', () => {
  it('tells what a branch adds, breaks, renames, removes and changes', async () => {
    using repository = makeRepository()
    repository.commit({
      ...shop('breaks', 'A'),
      ...shop('old-name', 'B'),
      ...shop('goes', 'C'),
      ...shop('changes', 'D'),
      ...shop('stays', 'E'),
    })
    repository.git('checkout', '-q', '-b', 'next')
    repository.git('mv', 'old-name', 'new-name')
    repository.git('rm', '-q', '-r', 'goes')
    repository.commit({ 'breaks/app-manifest.json': '{', ...shop('changes', 'D', 4000), ...shop('new', 'F') })
    const source = (ref: string) => gitSource({ repository: repository.path, ref, env: process.env })
    const { changes, counts, diagnostics, manifests } = await diffSources(source('main'), source('next'))
    expect(changes).to.deep.equal([
      { kind: 'broken', slug: 'breaks' },
      { kind: 'removed', slug: 'goes' },
      { kind: 'moved', slug: 'new-name', from: 'old-name' },
      { kind: 'changed', slug: 'changes' },
      { kind: 'added', slug: 'new' },
    ])
    expect([...manifests.keys()].sort()).to.deep.equal(['changes', 'new'])
    expect(counts).to.include({ unchanged: 1, errors: 1 })
    expect(diagnostics.map(({ file }) => file)).to.deep.equal(['breaks/app-manifest.json'])
  })
})
