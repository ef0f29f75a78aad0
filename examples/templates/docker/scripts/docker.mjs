import { spawnSync } from 'node:child_process'

/** Marks everything that a workspace has made: nothing else is ever removed. */
export const workspaceLabel = 'waybill.workspace'

/** Runs the docker CLI, whose words go to Terraform's log. Throws when it fails. */
export function docker(args) {
  const { status, error } = spawnSync('docker', args, { stdio: ['ignore', 'inherit', 'inherit'] })
  refuse(args, status, error)
}

/** Answers what the docker CLI prints. Throws when it fails. */
export function ask(args) {
  const { status, error, stdout } = spawnSync('docker', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  refuse(args, status, error)
  return stdout.trim()
}

/** A label of something that is there; undefined where it is not. */
export function findLabel(kind, name, label) {
  const path = kind === 'container' ? '.Config.Labels' : '.Labels'
  const format = `{{index ${path} "${label}"}}`
  const { status, error, stdout } = spawnSync('docker', [kind, 'inspect', '--format', format, name], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  })
  if (error) refuse([kind, 'inspect'], status, error)
  return status === 0 ? stdout.trim() : undefined
}

function refuse([command], status, error) {
  if (error?.code === 'ENOENT')
    throw new Error('The docker CLI is not on the PATH of the worker: install it.')
  if (error) throw error
  if (status !== 0) throw new Error(`docker ${command} ended with exit code ${status}.`)
}
