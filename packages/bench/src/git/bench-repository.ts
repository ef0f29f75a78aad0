import { execFileSync } from 'node:child_process'

/** Files by path; what is undefined goes. */
export type FileChanges = Readonly<Record<string, string | undefined>>

const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', '-c', 'gc.auto=0']

/** A bare repository that is written through its index: there is no work tree to be kept in step. */
export class BenchRepository {
  readonly gitDir: string

  /** One commit on `main` with all files of a directory. */
  constructor(gitDir: string, directory: string) {
    this.gitDir = gitDir
    execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', gitDir])
    execFileSync('git', [...author, '--git-dir', gitDir, '--work-tree', directory, 'add', '--all', '.'], {
      cwd: directory,
    })
    this.commit({}, { parents: [] })
    // As what was cloned is stored.
    this.git(['repack', '-a', '-d', '-q'])
  }

  /** Commits changes of what was committed last, onto a branch. */
  commit(
    changes: FileChanges,
    { branch = 'main', parents = ['HEAD'] }: { branch?: string; parents?: readonly string[] } = {},
  ): void {
    const lines = Object.entries(changes).map(([path, text]) =>
      text === undefined
        ? `0 ${'0'.repeat(40)}\t${path}`
        : `100644 ${this.git(['hash-object', '-w', '--stdin'], text)}\t${path}`,
    )
    if (lines.length > 0) this.git(['update-index', '--index-info'], `${lines.join('\n')}\n`)
    const tree = this.git(['write-tree'])
    const commit = this.git(['commit-tree', ...parents.flatMap(parent => ['-p', parent]), '-m', 'x', tree])
    this.git(['update-ref', `refs/heads/${branch}`, commit])
  }

  git(args: readonly string[], input?: string): string {
    return execFileSync('git', [...author, '--git-dir', this.gitDir, ...args], { input })
      .toString()
      .trim()
  }
}
