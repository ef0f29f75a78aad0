import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { inRepository } from '../repository.js'

/** The `waybill` command as it is installed. */
export const waybillProgram = inRepository('packages/cli/bin/waybill.js')

const workspaceSchema = z.object({
  currentRun: z.object({ id: z.string(), status: z.string() }),
  status: z.string(),
})

/** A server in a process of its own. */
export interface ServedWaybill extends AsyncDisposable {
  readonly url: string
}

/** Starts a server; it is there when its first sync is over. */
export async function serveWaybill(cwd: string, env: NodeJS.ProcessEnv): Promise<ServedWaybill> {
  const child = spawn(process.execPath, [waybillProgram, 'serve', '--port', '0'], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await addressOf(child)
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { url, [Symbol.asyncDispose]: stop }
}

/** The server says its address when its first sync is over. */
async function addressOf(child: ChildProcess): Promise<string> {
  let text = ''
  for (;;) {
    const [chunk] = await once(child.stderr ?? child, 'data')
    text += String(chunk)
    const found = /API +(http:\S+)\/api\/v1/.exec(text)?.[1] ?? /"(http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1]
    if (found !== undefined) return found
    if (child.exitCode !== null) throw new Error(`The server did not start:\n${text}`)
  }
}

/** Makes a workspace of the simulated template; answers its first run when that has ended. */
export async function createEndedRun(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(`${url}/api/v1/workspaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ appSlug: 'app-00001', name: 'long-log', template: 'simulated' }),
    signal,
  })
  const created = workspaceSchema.parse(await answer.json())
  for (;;) {
    const found = workspaceSchema.parse(
      await (await fetch(`${url}/api/v1/workspaces/long-log`, { signal })).json(),
    )
    if (found.status === 'ready' || found.status === 'failed') return created.currentRun.id
    await delay(100)
  }
}
