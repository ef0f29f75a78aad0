import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** Below the ports that the system itself gives to outgoing connections. */
const first = 20_000
const count = 10_000

/**
 * Reserves a free port for `holder` (a folder) among all workspaces that keep their state in `stateDir`. The same
 * holder mostly gets the same one again.
 */
export async function reservePort(stateDir, holder) {
  const directory = portsDirectory(stateDir)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const start = createHash('sha256').update(holder).digest().readUInt32BE(0) % count
  for (let step = 0; step < count; step += 1) {
    const port = first + ((start + step) % count)
    if (!tryReserve(join(directory, String(port)), holder)) continue
    if (await isFree(port)) return port
    rmSync(join(directory, String(port)), { force: true })
  }
  throw new Error(`There is no free port from ${first} to ${first + count - 1}.`)
}

/** Gives back what `holder`, or anything below it, has reserved. */
export function releasePorts(stateDir, holder) {
  const directory = portsDirectory(stateDir)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(directory)) {
    const file = join(directory, name)
    const owner = readOwner(file)
    if (owner === holder || owner?.startsWith(`${holder}/`)) rmSync(file, { force: true })
  }
}

/** Whether anybody else listens there. */
export function isFree(port) {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function tryReserve(file, holder) {
  try {
    writeFileSync(file, holder, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return readOwner(file) === holder
    throw error
  }
}

function readOwner(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Given back in between.
    return undefined
  }
}

function portsDirectory(stateDir) {
  return join(stateDir, '.ports')
}
