import type { RuleName } from '../diagnostic/codes.js'

/** A stretch of a text by index; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A finding about the text of a manifest, placed by index. */
export interface SyntaxProblem extends Span {
  readonly rule: RuleName
  readonly message: string
  readonly help?: string
  readonly related?: readonly (Span & { readonly message: string })[]
  readonly fix?: Span & { readonly title: string; readonly safe: boolean; readonly newText: string }
}
