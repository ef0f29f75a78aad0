/**
 * A user of a local server in a process of its own: starts with the options in its first argument, tells
 * in JSON lines what happens, leaves and ends at the first input. A second argument names the user to become:
 * here and not by the parent, as that user may not be able to read this very file.
 */
import { once } from 'node:events'
import { type LocalPostgresOptions, startLocalPostgres } from '../../src/index.js'

/** One line of a user process. */
export type UserEvent =
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'ready'; readonly adopted: boolean; readonly pid: number; readonly url: string }

function tell(event: UserEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

const as = JSON.parse(process.argv[3] ?? '{}') as { uid?: number; gid?: number }
if (as.gid !== undefined) process.setgid?.(as.gid)
if (as.uid !== undefined) process.setuid?.(as.uid)

const options = JSON.parse(process.argv[2] ?? '{}') as LocalPostgresOptions
const server = await startLocalPostgres({
  ...options,
  onProgress: message => tell({ type: 'progress', message }),
})
tell({ type: 'ready', adopted: server.adopted, pid: server.pid, url: server.url })
await once(process.stdin, 'data')
await server.stop()
process.stdin.destroy()
