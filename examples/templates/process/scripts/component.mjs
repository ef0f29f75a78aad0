import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findCommand } from './command.mjs'
import { findRunning, readLogEnd, startProcess, stopProcess } from './component-process.mjs'
import { isFree } from './ports.mjs'
import { runScript } from './run-script.mjs'

const pollMs = 25
/** A component without a port is taken to have started when it lives that long. */
const settleMs = 300

await runScript({ start, stop })

/** May run again after an interrupted try: what runs already as it is wanted stays. */
async function start(input) {
  const { directory, name, app_dir: appDir, path, command, port, stop_seconds: stopSeconds } = input
  const wanted = JSON.stringify(input)
  if (findRunning(directory)?.wanted === wanted) return await waitUntilReady(input)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  await stopProcess(directory, stopSeconds)
  const folder = resolveFolder(appDir, path)
  if (port !== null && !(await isFree(port)))
    throw new Error(`Port ${port} was taken by another program. Raise "generation" to choose other ports.`)
  rmSync(join(directory, 'output.log'), { force: true })
  startProcess({
    directory,
    command: findCommand(command, folder),
    cwd: folder,
    environment: buildEnvironment(input),
    wanted,
  })
  try {
    return await waitUntilReady(input)
  } catch (error) {
    await stopProcess(directory, stopSeconds)
    throw new Error(`${name} ${error.message}\n${readLogEnd(directory)}`)
  }
}

async function stop({ directory, name, stop_seconds: seconds }) {
  const hasRun = await stopProcess(directory, seconds)
  return hasRun ? `stopped ${name}` : `${name} does not run any more`
}

async function waitUntilReady({ directory, name, port, start_seconds: seconds }) {
  const giveUpAt = performance.now() + (port === null ? settleMs : seconds * 1000)
  for (;;) {
    // Asked first: an answer counts only from the process that was started here.
    const isAnswered = port !== null && (await answers(port))
    if (!findRunning(directory)) throw new Error('ended at once. It wrote last:')
    if (isAnswered || (port === null && performance.now() > giveUpAt)) break
    if (performance.now() > giveUpAt)
      throw new Error(`does not listen on port ${port} after ${seconds} s. It wrote last:`)
    await sleep(pollMs)
  }
  return port === null ? `started ${name}` : `started ${name} on http://127.0.0.1:${port}`
}

function answers(port) {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = isAnswer => {
      socket.destroy()
      resolve(isAnswer)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

/** Nothing of the worker's but what every program needs. */
function buildEnvironment({ port, environment }) {
  const { PATH, HOME, LANG, TMPDIR } = process.env
  return {
    ...{ PATH, HOME, LANG, TMPDIR },
    ...(port === null ? {} : { HOST: '127.0.0.1', PORT: String(port) }),
    ...environment,
  }
}

/** The component's folder, which has to lie in the app's. */
function resolveFolder(appDir, path) {
  if (!existsSync(appDir))
    throw new Error(`The app's folder ${appDir} is not on this machine: run a worker where the apps are.`)
  const folder = join(appDir, path)
  if (!existsSync(folder)) throw new Error(`There is no folder ${path} in ${appDir}.`)
  const [app, real] = [realpathSync(appDir), realpathSync(folder)]
  if (real === app || real.startsWith(app + sep)) return real
  throw new Error(`The folder ${path} leads out of ${appDir}.`)
}
