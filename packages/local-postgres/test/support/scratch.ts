import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { after } from 'mocha'
import { startLocalPostgres } from '../../src/index.js'
import { parsePostmasterFile } from '../../src/postmaster.js'
import { binDir } from './binaries.js'

/** Made once for all test files, as initdb and a copy cost most of a second each. */
let shared: Promise<{ scratch: Scratch; dataDir: string }> | undefined

after(async () => (await shared)?.scratch.remove())

async function initialise(): Promise<{ scratch: Scratch; dataDir: string }> {
  const scratch = await Scratch.create()
  const dataDir = scratch.fresh('prepared')
  const server = await startLocalPostgres({ dataDir, binDir, durable: false })
  await server.stop()
  return { scratch, dataDir }
}

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

  /** A data directory that was initialised and left; the same for all tests, which leave it stopped. */
  async prepared(): Promise<string> {
    shared ??= initialise()
    const { dataDir } = await shared
    this.#dataDirs.add(dataDir)
    return dataDir
  }

  /** Moves the prepared directory to another path while a test is at work. */
  async moved(name: string, use: (dataDir: string) => Promise<void>): Promise<void> {
    const prepared = await this.prepared()
    const dataDir = this.fresh(name)
    await mkdir(dirname(dataDir), { recursive: true })
    await rename(prepared, dataDir)
    try {
      await use(dataDir)
    } finally {
      await killServer(dataDir)
      await rename(dataDir, prepared)
    }
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
