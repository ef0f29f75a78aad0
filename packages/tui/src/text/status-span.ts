import type { AppStatus, RunStatus, Severity, WorkspaceStatus } from '@waybill/core'
import { type Span, span, type Tone } from './line.js'

type Sign = readonly [glyph: string, tone: Tone]

const busy: Sign = ['◐', 'busy']
const waits: Sign = ['◌', 'warn']
const fine: Sign = ['●', 'ok']
const bad: Sign = ['✗', 'bad']
const over: Sign = ['○', 'muted']

const signs: Readonly<Record<AppStatus | WorkspaceStatus | RunStatus | Severity, Sign>> = {
  active: fine,
  invalid: ['!', 'warn'],
  broken: bad,
  removed: over,
  pending: waits,
  provisioning: busy,
  ready: fine,
  updating: busy,
  destroying: busy,
  destroyed: over,
  failed: bad,
  planning: busy,
  planned: ['?', 'warn'],
  applying: busy,
  applied: fine,
  planned_and_finished: fine,
  errored: bad,
  canceled: over,
  discarded: over,
  error: bad,
  warning: ['!', 'warn'],
  info: ['i', 'muted'],
}

/** A status as a sign and its word: the colour only adds to them. */
export function statusSpan(status: keyof typeof signs, word: string = status.replaceAll('_', ' ')): Span {
  const [glyph, tone] = signs[status]
  return span(`${glyph} ${word}`, tone)
}
