import type { Call } from '../effects/effect.js'
import type { TextInput } from '../input/text-input.js'
import type { Line } from '../text/line.js'
import type { Form } from './form.js'

/** Text to read: help, a report, a thing as JSON. */
export interface Pager {
  readonly kind: 'pager'
  readonly title: string
  readonly lines: readonly Line[]
  readonly top: number
  /** Where `e` opens the editor; null when it is about no place. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null
}

/** A question. With `typed`, that word has to be written before anything happens. */
export interface Confirm {
  readonly kind: 'confirm'
  readonly title: string
  readonly lines: readonly Line[]
  readonly top: number
  readonly typed: string | null
  readonly input: TextInput
  readonly yes: string
  readonly calls: readonly Call[]
  /** Offered beside yes, by a key of its own: `discard` beside `approve`. */
  readonly other: { readonly key: string; readonly label: string; readonly calls: readonly Call[] } | null
}

/** What is in front of the screen and takes every key. */
export type Dialog = Pager | Confirm | Form
