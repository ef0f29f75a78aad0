import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { diffTrees, type GitEntry, type GitEntryKind, treeEntries } from '../../src/source/git/git-tree.js'

const modes: Readonly<Record<GitEntryKind, string>> = {
  file: '100644',
  folder: '40000',
  link: '120000',
  submodule: '160000',
}

/** A tree as Git stores it, in its order. */
function makeTree(entries: readonly GitEntry[]): Buffer {
  const sortKey = ({ name, kind }: GitEntry) => Buffer.from(kind === 'folder' ? `${name}/` : name)
  return Buffer.concat(
    entries
      .toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)))
      .map(({ name, kind, id }) =>
        Buffer.concat([Buffer.from(`${modes[kind]} ${name}\0`), Buffer.from(id, 'hex')]),
      ),
  )
}

const names = ['a', 'a-b', 'a.b', 'a0', 'ab', 'b', 'ä', '日本'] as const
const treeArbitrary = fc
  .tuple(
    ...names.map(name =>
      fc.option(
        fc.record({
          name: fc.constant(name),
          kind: fc.constantFrom<GitEntryKind>('file', 'folder', 'link', 'submodule'),
          id: fc.constantFrom('00'.repeat(20), '20'.repeat(20), 'ff'.repeat(20)),
        }),
        { nil: undefined },
      ),
    ),
  )
  .map(entries => entries.filter(entry => entry !== undefined))

describe('Trees of Git', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(treeArbitrary, entries => {
        expect([...treeEntries(makeTree(entries), 20)]).to.have.deep.members(entries)
      }),
    )
  })

  it('differ in exactly what differs', () => {
    fc.assert(
      fc.property(treeArbitrary, treeArbitrary, (before, after) => {
        const find = (entries: readonly GitEntry[], name: string) =>
          entries.find(entry => entry.name === name)
        const expected = names.flatMap(name => {
          const [old, now] = [find(before, name), find(after, name)]
          return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ name, after: now }]
        })
        expect(diffTrees(makeTree(before), makeTree(after), 20)).to.have.deep.members(expected)
      }),
    )
  })

  it('that are cut off end with their last whole entry', () => {
    const bytes = makeTree([
      { name: 'a', kind: 'file', id: '11'.repeat(20) },
      { name: 'b', kind: 'file', id: '22'.repeat(20) },
    ])
    expect([...treeEntries(bytes.subarray(0, -1), 20)].map(({ name }) => name)).to.deep.equal(['a'])
  })
})
