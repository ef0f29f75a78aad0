import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RuleExample } from '../../src/diagnostic/rule.js'
import { exampleEntries } from './expand-example.js'

/** A temporary directory with files, links and folders in it; gone when it is disposed of. */
export interface Tree extends Disposable {
  readonly path: string
  /** Writes files, also over what is there. */
  write(files: Exclude<RuleExample, string>): void
}

/** Makes a directory as an example of a rule describes one. */
export function makeTree(files: Exclude<RuleExample, string> = {}): Tree {
  const path = mkdtempSync(join(tmpdir(), 'waybill-tree-'))
  const write = (more: Exclude<RuleExample, string>) => {
    for (const [name, entry] of exampleEntries(more)) {
      const target = join(path, name)
      mkdirSync(dirname(target), { recursive: true })
      if (entry.kind === 'folder') mkdirSync(target, { recursive: true })
      else if (entry.kind === 'link') symlinkSync(entry.target, target)
      else writeFileSync(target, entry.bytes)
    }
  }
  write(files)
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
