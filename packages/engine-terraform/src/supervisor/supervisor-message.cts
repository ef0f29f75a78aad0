/** One Terraform process to run. `number` counts the processes of one supervisor from 1. */
export interface RunCommand {
  readonly number: number
  /** Absolute path of the program. */
  readonly program: string
  readonly args: readonly string[]
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** File that takes what it writes instead of the spool. */
  readonly output?: string
}

/**
 * What the worker says to its supervisor, one line each: which run it serves and when no more, until when it may
 * work, what to run and when to stop. The worker's silence for good (end of input) means `int`.
 */
export type SupervisorMessage =
  | { readonly type: 'serve'; readonly directory: string }
  | { readonly type: 'until'; readonly deadline: number }
  | { readonly type: 'run'; readonly command: RunCommand }
  | { readonly type: 'rest' }
  | { readonly type: 'int' }
  | { readonly type: 'kill' }

/** Pure. */
export function formatMessage(message: SupervisorMessage): string {
  if (message.type === 'serve') return `serve ${message.directory}\n`
  if (message.type === 'until') return `until ${message.deadline}\n`
  if (message.type === 'run') return `run ${JSON.stringify(message.command)}\n`
  return `${message.type}\n`
}

/** Reads a line that {@link formatMessage} wrote; undefined for anything else. Pure. */
export function parseMessage(line: string): SupervisorMessage | undefined {
  const [type, rest = ''] = splitOnce(line)
  if (type === 'serve') return { type, directory: rest }
  if (type === 'until' && /^\d+(\.\d+)?$/.test(rest)) return { type, deadline: Number(rest) }
  if (type === 'run') return { type, command: JSON.parse(rest) as RunCommand }
  if (type === 'rest' || type === 'int' || type === 'kill') return { type }
  return undefined
}

function splitOnce(line: string): [string, string?] {
  const blank = line.indexOf(' ')
  return blank < 0 ? [line] : [line.slice(0, blank), line.slice(blank + 1)]
}
