import pc from 'picocolors'

/** Where a command writes: data to stdout, everything else to stderr. */
export interface Terminal {
  readonly data: (text: string) => void
  readonly say: (text: string) => void
  /** Colours for stdout and for stderr; plain where there is no terminal or `NO_COLOR` is set. */
  readonly dataColors: ReturnType<typeof pc.createColors>
  readonly sayColors: ReturnType<typeof pc.createColors>
  /** Whether a person looks at stderr. */
  readonly interactive: boolean
  readonly columns: number
}

/** The process's own terminal. */
export function terminal(): Terminal {
  return {
    data: text => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    say: text => void process.stderr.write(`${text}\n`),
    dataColors: pc.createColors(wantsColor(process.stdout.isTTY)),
    sayColors: pc.createColors(wantsColor(process.stderr.isTTY)),
    interactive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: process.stdout.columns ?? 100,
  }
}

function wantsColor(isTty: boolean | undefined): boolean {
  if (process.env.NO_COLOR) return false
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0'
  return isTty === true && process.env.TERM !== 'dumb'
}
