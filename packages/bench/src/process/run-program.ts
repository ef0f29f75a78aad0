import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** How a program is run to its end. */
export interface RunProgramOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/**
 * Runs a program to its end and answers how long it took, from spawn to exit, in ms. Rejects with what it printed
 * when it fails.
 */
export async function timeProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions,
): Promise<number> {
  const startedAt = performance.now()
  await promisify(execFile)(program, [...args], { ...options, maxBuffer: 16 * 2 ** 20 })
  return performance.now() - startedAt
}

/** The environment without the settings of a Waybill of one's own: a bench measures the defaults. */
export function plainEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const ours = /^(WAYBILL_|POSTGRES_|DATABASE_URL$|APPS_DIR$|PORT$|DEBUG$|APP_|TF_|NODE_OPTIONS$)/
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(kept), ...extra }
}
