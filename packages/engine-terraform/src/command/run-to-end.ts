import { spawn } from 'node:child_process'

/** Beyond it a short command has gone wrong. */
const maxOutputBytes = 8 * 1024 * 1024

export interface RunToEndOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly directory?: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** What a short command said. `code` is null when a signal ended it, also the time limit's. */
export interface CommandOutput {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a command that changes nothing outside of its directory, without a supervisor. Rejects when it cannot be
 * started, or with the signal's reason.
 */
export function runToEnd(options: RunToEndOptions): Promise<CommandOutput> {
  const { program, args, directory, environment, timeoutMs, signal } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const child = spawn(program, args, {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    })
    const stop = () => child.kill('SIGINT')
    signal?.addEventListener('abort', stop, { once: true })
    const stdout = collect(child.stdout)
    const stderr = collect(child.stderr)
    child.once('error', reject)
    child.once('close', code => {
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) reject(signal.reason)
      else resolve({ code, stdout: stdout(), stderr: stderr() })
    })
  })
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    // Read on, so that the program does not block, but keep no more.
    if (size < maxOutputBytes) chunks.push(chunk)
    size += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
