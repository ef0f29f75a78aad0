import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { releasePorts, reservePort } from './ports.mjs'
import { runScript } from './run-script.mjs'

await runScript({ choose, release })

/** May run again after an interrupted try: the port stays the same. */
async function choose({ directory, file }) {
  if (existsSync(file)) return `keeps port ${readFileSync(file, 'utf8').trim()}`
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const port = await reservePort(stateDirOf(directory), directory)
  writeFileSync(file, `${port}\n`, { mode: 0o600 })
  return `chose port ${port}`
}

function release({ directory, file }) {
  releasePorts(stateDirOf(directory), directory)
  rmSync(file, { force: true })
  return 'gave the port back'
}

/** `<state_dir>/<workspace>/<component>` */
function stateDirOf(directory) {
  return dirname(dirname(directory))
}
