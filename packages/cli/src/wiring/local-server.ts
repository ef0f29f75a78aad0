import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A server of this machine, as it says of itself in its data directory. */
export interface LocalServer {
  readonly url: string
  readonly pid: number
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'server.json')
}

/** Says where a server of this data directory is, until disposed. */
export function announceServer(dataDir: string, url: string): Disposable {
  const file = fileOf(dataDir)
  const own: LocalServer = { url, pid: process.pid }
  if (existsSync(dataDir)) {
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(own), { mode: 0o600 })
    renameSync(`${file}.${process.pid}`, file)
  }
  return {
    [Symbol.dispose]: () => {
      // Another one may have come meanwhile.
      if (read(file)?.pid === process.pid) rmSync(file, { force: true })
    },
  }
}

/** The server of a data directory, if its process lives. */
export function findLocalServer(dataDir: string): LocalServer | undefined {
  const server = read(fileOf(dataDir))
  return server && lives(server.pid) ? server : undefined
}

function read(file: string): LocalServer | undefined {
  try {
    const { url, pid }: { readonly url?: unknown; readonly pid?: unknown } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : undefined
  } catch {
    // Not there, or not whole: there is no server to be found by it.
    return undefined
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
