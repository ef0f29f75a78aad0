import type { Source, Waybill } from '@waybill/core'
import { type Terminal, terminal } from '../output/terminal.js'
import { openServer } from '../wiring/open-server.js'
import { type OpenWaybillOptions, openWaybill } from '../wiring/open-waybill.js'
import { openProject } from '../wiring/project.js'
import type { GlobalArguments } from './command.js'

/** What a command works with. `interrupted` fires at the first ctrl-C. */
export interface Session {
  readonly waybill: Waybill
  /** Where apps are read from; undefined where a server does it. */
  readonly source: Source | undefined
  readonly terminal: Terminal
  readonly executes: boolean
  readonly interrupted: AbortSignal
}

/**
 * Opens the project's Waybill, or the server's where one is named, for one command and closes it behind it. A command answers its exit code;
 * interrupted, it is 130.
 */
export async function withWaybill(
  args: GlobalArguments,
  work: (session: Session) => Promise<number>,
  options: Partial<Pick<OpenWaybillOptions, 'isWithoutDatabase' | 'worker' | 'create' | 'engines'>> = {},
): Promise<number> {
  const out = terminal()
  const project = openProject(args)
  for (const note of project.loaded.notes) out.say(note)
  const interrupt = new AbortController()
  const onInterrupt = (): void => interrupt.abort(new Error('interrupted'))
  process.once('SIGINT', onInterrupt)
  const opened =
    (await openServer(project)) ??
    (await openWaybill(project, {
      worker: 'never',
      create: false,
      // Who makes no run mostly only reads.
      engines: options.worker !== undefined,
      ...options,
      waitMs: 0,
      // A start of the embedded server takes 70 ms: no news for a person.
      onProgress: message => {
        if (args.debug) out.say(message)
      },
      onLog: entry => {
        if (entry.level === 'error' || entry.level === 'warn' || args.debug)
          out.say(`${entry.level}: ${entry.message}`)
      },
    }))
  try {
    const exitCode = await work({
      waybill: opened.waybill,
      source: opened.source,
      terminal: out,
      executes: opened.executes,
      interrupted: interrupt.signal,
    })
    return interrupt.signal.aborted ? 130 : exitCode
  } catch (error) {
    if (interrupt.signal.aborted) return 130
    throw error
  } finally {
    process.off('SIGINT', onInterrupt)
    await opened.waybill.close()
  }
}
