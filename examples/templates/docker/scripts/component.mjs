import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { ask, docker, findLabel, workspaceLabel } from './docker.mjs'
import { runScript } from './run-script.mjs'

const wantedLabel = 'waybill.wanted'

await runScript({ start, stop })

/** May run again after an interrupted try: what runs already as it is wanted stays. */
function start(input) {
  const { container, image, folder, port, workspace_id: id } = input
  const wanted = createHash('sha256').update(JSON.stringify(input)).digest('hex')
  if (findLabel('container', container, wantedLabel) !== wanted || !isRunning(container)) {
    if (!existsSync(folder)) throw new Error(`The folder ${folder} is not on this machine.`)
    removeContainer(container, id)
    docker(['build', '--tag', image, '--label', `${workspaceLabel}=${id}`, folder])
    docker(buildRunArgs(input, wanted))
  }
  if (port !== null) writePort(input)
  return `runs ${container}`
}

function stop({ container, image, port_file: portFile, workspace_id: id }) {
  removeContainer(container, id)
  if (ask(['image', 'ls', '--quiet', image]) !== '') docker(['image', 'rm', image])
  rmSync(portFile, { force: true })
  return `removed ${container}`
}

/** Docker chooses the port of the host, only on loopback. */
function buildRunArgs(input, wanted) {
  const { container, image, host, network, port, environment, memory, cpus, workspace_id: id } = input
  const variables = { ...environment, ...(port === null ? {} : { PORT: String(port) }) }
  return [
    ...['run', '--detach', '--init', '--name', container, '--network', network, '--network-alias', host],
    ...['--label', `${workspaceLabel}=${id}`, '--label', `${wantedLabel}=${wanted}`],
    ...['--memory', memory, ...(cpus === null ? [] : ['--cpus', cpus])],
    ...['--security-opt', 'no-new-privileges'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(port === null ? [] : ['--publish', `127.0.0.1::${port}`]),
    image,
  ]
}

/** `docker port` answers lines such as `127.0.0.1:49153`. */
function writePort({ container, port, port_file: file }) {
  const published = /:(\d+)$/m.exec(ask(['port', container, `${port}/tcp`]))?.[1]
  if (published === undefined) throw new Error(`Docker has not published port ${port} of ${container}.`)
  writeFileSync(`${file}.new`, `${published}\n`)
  renameSync(`${file}.new`, file)
}

function isRunning(container) {
  return ask(['container', 'inspect', '--format', '{{.State.Running}}', container]) === 'true'
}

function removeContainer(container, id) {
  const owner = findLabel('container', container, workspaceLabel)
  if (owner === undefined) return
  if (owner !== id)
    throw new Error(`There is a container ${container} that is not this workspace's: remove it.`)
  docker(['rm', '--force', '--volumes', container])
}
