import { createLexer, type Lexer, type Token, type TokenKind } from './json-lexer.js'
import type { SyntaxProblem } from './syntax-problem.js'

/** A bracket that is open. */
export type Opening = Token & { readonly kind: '{' | '[' }

/** The tokens of a text with one in view, the brackets that are open, and the problems found so far. */
export class TokenStream {
  /** Brackets that are open, the innermost last. */
  readonly open: Opening[] = []
  readonly problems: SyntaxProblem[] = []
  /** Where the token before the current one ended. */
  previousEnd = 0
  readonly text: string
  readonly #maxProblems: number
  readonly #lexer: Lexer
  #token: Token

  constructor(text: string, maxProblems: number) {
    this.text = text
    this.#maxProblems = maxProblems
    this.#lexer = createLexer(text, problem => this.report(problem))
    this.#token = this.#lexer.next()
  }

  /** The token in view, not yet taken. */
  get token(): Token {
    return this.#token
  }

  /** Whether there were so many problems that the rest of the text was left unread. */
  get isCut(): boolean {
    return this.problems.length >= this.#maxProblems
  }

  /** Takes the token in view. After a cut, the text is as if it ended here. */
  take(): Token {
    const token = this.#token
    this.previousEnd = token.end
    this.#token = this.isCut
      ? { kind: 'end', start: token.end, end: token.end, problems: [] }
      : this.#lexer.next()
    return token
  }

  /** Takes a part of the token in view, up to an index. */
  takeUpTo(index: number): void {
    this.#lexer.seek(index)
    this.take()
    this.previousEnd = index
  }

  report(problem: SyntaxProblem): void {
    if (!this.isCut) this.problems.push(problem)
  }

  /** Whether the token in view is followed by a token of a kind. For the rare case: it reads ahead anew. */
  isFollowedBy(kind: TokenKind): boolean {
    const ahead = createLexer(this.text, () => undefined)
    ahead.seek(this.#token.end)
    return ahead.next().kind === kind
  }

  /** Whether a line ends between the token taken last and the one in view. */
  isOnNewLine(): boolean {
    return /[\r\n]/.test(this.text.slice(this.previousEnd, this.#token.start))
  }
}
