import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startLocalPostgres } from '../../src/index.js'
import { parsePostmasterFile } from '../../src/postmaster.js'
import { binDir } from './binaries.js'

const run = promisify(execFile)

/** A folder for one test file: data directories in it, and the end of whatever server is left in one. */
export class Scratch {
  readonly path: string
  readonly #dataDirs = new Set<string>()

  private constructor(path: string) {
    this.path = path
  }

  static async create(): Promise<Scratch> {
    const path = await mkdtemp(join(tmpdir(), 'waybill-pg-test-'))
    await chmod(path, 0o755)
    return new Scratch(path)
  }

  /** A path for a data directory that is not there yet. */
  fresh(name: string): string {
    const dataDir = join(this.path, name)
    this.#dataDirs.add(dataDir)
    return dataDir
  }

  /** A data directory that was initialised and left: one for all tests of a file, as each costs a second. */
  async prepared(): Promise<string> {
    const dataDir = join(this.path, 'prepared')
    if (!this.#dataDirs.has(dataDir)) {
      const server = await startLocalPostgres({ dataDir: this.fresh('prepared'), binDir, durable: false })
      await server.stop()
    }
    return dataDir
  }

  /** Copies the prepared directory, for a test that spoils it. */
  async copy(name: string): Promise<string> {
    const dataDir = this.fresh(name)
    // cp -a keeps the owner, which fs.cp does not.
    await run('cp', ['-a', await this.prepared(), dataDir])
    return dataDir
  }

  /** Ends the servers that a failed test left, so that the next one meets none. */
  async settle(): Promise<void> {
    for (const dataDir of this.#dataDirs) await killServer(dataDir)
  }

  async remove(): Promise<void> {
    await this.settle()
    await rm(this.path, { recursive: true, force: true })
  }
}

/** The lock file's text, or nothing when no server has the data. */
export async function readLockFile(dataDir: string): Promise<string | undefined> {
  return readFile(join(dataDir, 'data/postmaster.pid'), 'utf8').catch(() => undefined)
}

/** Waits until something holds; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(5)
}

/** True while a process has this pid and is no zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return status !== '' && !/^State:\s+Z/m.test(status)
}

async function killServer(dataDir: string): Promise<void> {
  const text = await readLockFile(dataDir)
  const pid = text === undefined ? 0 : parsePostmasterFile(text).pid
  if (pid > 0 && (await isRunning(pid))) {
    process.kill(pid, 'SIGQUIT')
    await until(async () => !(await isRunning(pid)))
  }
}
