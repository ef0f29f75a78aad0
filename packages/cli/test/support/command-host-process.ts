import { setTimeout as delay } from 'node:timers/promises'
import { main } from '../../src/main.js'
import type { HostedCommand, HostedEnd } from './command-host.js'

/** A command that has ended lets go of its sockets within moments; what stays would keep its process. */
const letGoMs = 5_000

process.on('message', (command: HostedCommand) => {
  void run(command).then(end => process.send?.(end))
})
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function run({ args, cwd, env }: HostedCommand): Promise<HostedEnd> {
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  const stdout = capture(process.stdout)
  const stderr = capture(process.stderr)
  const held = countHeld()
  let exitCode: number
  try {
    exitCode = await main(args)
  } catch (error) {
    exitCode = 1
    stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  }
  for (let waited = 0; countHeld() > held && waited < letGoMs; waited += 10) await delay(10)
  if (countHeld() > held) {
    exitCode = -1
    stderr.write(`The process would not have ended: ${process.getActiveResourcesInfo().join(', ')}\n`)
  }
  return { exitCode, stdout: stdout.release(), stderr: stderr.release() }
}

/** What keeps the event loop alive. */
function countHeld(): number {
  return process.getActiveResourcesInfo().filter(name => name !== 'Immediate').length
}

function capture(stream: NodeJS.WriteStream) {
  const { write } = stream
  let text = ''
  const take = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const done = rest.at(-1)
    if (typeof done === 'function') process.nextTick(done)
    return true
  }
  stream.write = take
  return {
    write: take,
    release: () => {
      stream.write = write
      stream.removeAllListeners('error')
      return text
    },
  }
}
