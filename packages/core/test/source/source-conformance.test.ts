import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { directorySource } from '../../src/source/directory-source.js'
import { gitSource } from '../../src/source/git/git-source.js'
import { describeSource, type SourceUnderTest } from '../../src/testing/describe-source.js'
import { type GitFormat, makeRepository } from './make-repository.js'

describeSource('directorySource', async (): Promise<SourceUnderTest> => {
  const directory = mkdtempSync(join(tmpdir(), 'waybill-source-'))
  const apps = join(directory, 'apps')
  mkdirSync(apps)
  return {
    source: directorySource(apps),
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        const target = join(apps, path)
        mkdirSync(dirname(target), { recursive: true })
        rmSync(target, { force: true })
        if (content === undefined) continue
        if (typeof content === 'string') writeFileSync(target, content)
        else symlinkSync(content.linkTo, target)
      }
    },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  }
})

const kinds: readonly { name: string; format: GitFormat; isCopied: boolean }[] = [
  { name: 'gitSource of a repository', format: 'sha1', isCopied: false },
  { name: 'gitSource of a repository with SHA-256', format: 'sha256', isCopied: false },
  { name: 'gitSource of a fetched repository', format: 'sha1', isCopied: true },
  { name: 'gitSource of a fetched repository with SHA-256', format: 'sha256', isCopied: true },
]
for (const { name, format, isCopied } of kinds)
  describeSource(name, async (): Promise<SourceUnderTest> => {
    const repository = makeRepository({ format })
    const place = isCopied
      ? { repository: `file://${repository.path}`, cacheDir: join(repository.path, '.git/copies') }
      : { repository: repository.path }
    return {
      source: gitSource({ ...place, folder: 'apps', env: process.env }),
      async write(files) {
        repository.commit(
          Object.fromEntries(Object.entries(files).map(([path, file]) => [`apps/${path}`, file])),
        )
      },
      close: async () => repository[Symbol.dispose](),
    }
  })
