import type { Event } from '@waybill/core'
import type { Session } from '../with-waybill.js'

/** Home, and what was there goes (ECMA-48). */
const clear = '\u001b[H\u001b[2J'

/**
 * Prints, and again whenever something has happened to what is shown, until ctrl-C. In a terminal each table takes the
 * place of the one before; elsewhere an empty line is between them.
 */
export async function printOnChange(
  { waybill, terminal, interrupted }: Session,
  concerns: (event: Event) => boolean,
  print: () => Promise<void>,
): Promise<void> {
  const isTerminal = process.stdout.isTTY === true
  const { last } = await waybill.events.list({ after: 0, limit: 1 })
  if (isTerminal) terminal.data(clear)
  await print()
  for await (const event of waybill.events.follow({ after: last, signal: interrupted })) {
    if (!concerns(event)) continue
    terminal.data(isTerminal ? clear : '\n')
    await print()
  }
}
