/** An answer to a request, as it is kept to be given again. */
export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string
}

/** Which request it is: keys of one scope (who asks for what) are their own. */
export interface AnswerKey {
  readonly scope: string
  readonly key: string
}

/** Somebody who wants to answer a request. */
export interface AnswerClaim extends AnswerKey {
  /** The same for the same request only. */
  readonly fingerprint: string
  /** Who answers, unlike anybody else. */
  readonly holder: string
  /** How long nobody else may answer, unless the claim is made again, in ms. */
  readonly lockMs: number
  /** How long the answer is kept, in ms. */
  readonly keepMs: number
}

/**
 * What came of a claim. `held`: answer it. `busy`: somebody else is about to. `other`: the key was used for another
 * request. `answered`: give this again.
 */
export type ClaimOutcome =
  | { readonly state: 'held' | 'busy' | 'other' }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }

/** Keeps answers by the keys that clients gave to their requests, so that none is done twice. */
export interface AnswerStore {
  /** Made again by its holder, it holds for `lockMs` from then on. A claim that ran out is anybody's. */
  claim(claim: AnswerClaim): Promise<ClaimOutcome>
  /** Keeps the answer; nothing happens when the claim is another's by now. */
  keep(claim: AnswerKey & Pick<AnswerClaim, 'holder'>, answer: StoredAnswer): Promise<void>
  /** Gives the claim up: the same request may be made again. */
  release(claim: AnswerKey & Pick<AnswerClaim, 'holder'>): Promise<void>
}
