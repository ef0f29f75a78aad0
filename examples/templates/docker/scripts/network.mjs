import { mkdirSync, rmSync } from 'node:fs'
import { ask, docker, findLabel, workspaceLabel } from './docker.mjs'
import { runScript } from './run-script.mjs'

await runScript({ make, remove })

/** May run again after an interrupted try. */
function make({ directory, name, workspace_id: id }) {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const owner = findLabel('network', name, workspaceLabel)
  if (owner === id) return `the network ${name} is there already`
  if (owner !== undefined)
    throw new Error(`There is a network ${name} that is not this workspace's: remove it.`)
  docker(['network', 'create', '--label', `${workspaceLabel}=${id}`, name])
  return `made the network ${name}`
}

/** Also what Terraform does not know of. */
function remove({ directory, name, workspace_id: id }) {
  const containers = ask(['ps', '--all', '--quiet', '--filter', `label=${workspaceLabel}=${id}`])
  if (containers !== '') docker(['rm', '--force', '--volumes', ...containers.split('\n')])
  if (findLabel('network', name, workspaceLabel) === id) docker(['network', 'rm', name])
  rmSync(directory, { recursive: true, force: true })
  return `removed the network ${name}`
}
