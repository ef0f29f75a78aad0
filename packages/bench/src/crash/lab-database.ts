import { join } from 'node:path'
import { type LocalPostgres, startLocalPostgres } from '@waybill/local-postgres'
import { embeddedBinaries } from '../database/embedded-binaries.js'
import { listProcesses, readProcess, signal } from './process-state.js'

/** The PostgreSQL of a laboratory: it writes through to the disk, and starts again when it is killed. */
export class LabDatabase {
  readonly #server: LocalPostgres
  #stopped: readonly number[] = []

  private constructor(server: LocalPostgres) {
    this.#server = server
  }

  static async start(directory: string, abort: AbortSignal): Promise<LabDatabase> {
    const dataDir = join(directory, 'postgres')
    return new LabDatabase(await startLocalPostgres({ dataDir, binDir: embeddedBinaries(), signal: abort }))
  }

  get url(): string {
    return this.#server.url
  }

  get isUp(): boolean {
    return this.#stopped.length === 0 && readProcess(this.#server.pid)?.zombie === false
  }

  /** SIGKILL to the server; its holder here starts it again. */
  kill(): void {
    signal(this.#server.pid, 'SIGKILL')
  }

  /** Freezes the server with every process of its own: connections stay open and nobody answers. */
  stop(): void {
    const { pid } = this.#server
    const children = listProcesses().filter(({ parent }) => parent === pid)
    this.#stopped = [pid, ...children.map(child => child.pid)]
    for (const frozen of this.#stopped) signal(frozen, 'SIGSTOP')
  }

  go(): void {
    for (const frozen of this.#stopped) signal(frozen, 'SIGCONT')
    this.#stopped = []
  }

  async close(): Promise<void> {
    this.go()
    await this.#server.stop()
  }
}
