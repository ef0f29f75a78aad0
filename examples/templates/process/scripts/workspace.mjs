import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stopProcess } from './component-process.mjs'
import { releasePorts } from './ports.mjs'
import { runScript } from './run-script.mjs'

/** What Terraform knows of is stopped by then. */
const leftoverSeconds = 5

await runScript({ make, remove })

/** May run again after an interrupted try. */
function make({ directory, workspace_id: id }) {
  const parent = dirname(directory)
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  const { uid } = lstatSync(parent)
  if (uid !== process.getuid())
    throw new Error(`${parent} belongs to another user: choose another state_dir.`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (readdirSync(directory).length > 0 && readMark(directory) !== id)
    throw new Error(`${directory} is there already and is not this workspace's: choose another state_dir.`)
  writeFileSync(markFile(directory), id)
  return `made ${directory}`
}

/** Stops whatever was started below the folder, also what Terraform does not know of. */
async function remove({ directory, workspace_id: id }) {
  if (readMark(directory) !== id) return `${directory} is gone or is not this workspace's: nothing to remove`
  const folders = readdirSync(directory, { withFileTypes: true }).filter(entry => entry.isDirectory())
  for (const { name } of folders) await stopProcess(join(directory, name), leftoverSeconds)
  releasePorts(dirname(directory), directory)
  rmSync(directory, { recursive: true, force: true })
  return `removed ${directory}`
}

function markFile(directory) {
  return join(directory, '.waybill-workspace')
}

function readMark(directory) {
  try {
    return readFileSync(markFile(directory), 'utf8')
  } catch {
    // No folder, or none of a workspace.
    return undefined
  }
}
