import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { SourceFiles } from '../../src/testing/describe-source.js'

export type GitFormat = 'sha1' | 'sha256'

/** A real repository in a temporary directory; gone when it is disposed of. */
export interface Repository extends Disposable {
  readonly path: string
  git(...args: readonly string[]): string
  /** Writes files and commits them. Answers the commit. */
  commit(files: SourceFiles): string
}

export function makeRepository({ format = 'sha1' }: { readonly format?: GitFormat } = {}): Repository {
  const path = mkdtempSync(join(tmpdir(), 'waybill-git-'))
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: path,
      env: { PATH: process.env.PATH, HOME: path, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
      .toString()
      .trim()
  git('init', '--quiet', '-b', 'main', `--object-format=${format}`)
  return {
    path,
    git,
    commit(files) {
      for (const [name, content] of Object.entries(files)) {
        const target = join(path, name)
        mkdirSync(dirname(target), { recursive: true })
        rmSync(target, { force: true })
        if (content === undefined) continue
        if (typeof content === 'string') writeFileSync(target, content)
        else symlinkSync(content.linkTo, target)
      }
      git('add', '--all', '--force')
      git('commit', '--quiet', '--allow-empty', '-m', 'change')
      return git('rev-parse', 'HEAD')
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
