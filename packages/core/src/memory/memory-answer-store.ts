import type { Clock } from '../id/timestamp.js'
import type {
  AnswerClaim,
  AnswerKey,
  AnswerStore,
  ClaimOutcome,
  StoredAnswer,
} from '../idempotency/answer-store.js'

interface Entry {
  readonly fingerprint: string
  readonly holder: string
  readonly lockedUntil: number
  readonly expiresAt: number
  readonly answer: StoredAnswer | undefined
}

/** Keeps answers in memory. */
export class MemoryAnswerStore implements AnswerStore {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()

  constructor(clock: Clock = () => new Date()) {
    this.#clock = clock
  }

  async claim(claim: AnswerClaim): Promise<ClaimOutcome> {
    const now = this.#clock().getTime()
    const entry = this.#entries.get(nameOf(claim))
    if (entry !== undefined && entry.expiresAt > now) {
      if (entry.fingerprint !== claim.fingerprint) return { state: 'other' }
      if (entry.answer !== undefined) return { state: 'answered', answer: entry.answer }
      if (entry.holder !== claim.holder && entry.lockedUntil > now) return { state: 'busy' }
    }
    const { fingerprint, holder, lockMs, keepMs } = claim
    this.#entries.set(nameOf(claim), {
      fingerprint,
      holder,
      lockedUntil: now + lockMs,
      expiresAt: now + keepMs,
      answer: undefined,
    })
    return { state: 'held' }
  }

  async keep(claim: AnswerKey & { readonly holder: string }, answer: StoredAnswer): Promise<void> {
    const now = this.#clock().getTime()
    for (const [name, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(name)
    const entry = this.#entries.get(nameOf(claim))
    if (entry?.holder === claim.holder && entry.answer === undefined)
      this.#entries.set(nameOf(claim), { ...entry, answer })
  }

  async release(claim: AnswerKey & { readonly holder: string }): Promise<void> {
    const entry = this.#entries.get(nameOf(claim))
    if (entry?.holder === claim.holder && entry.answer === undefined) this.#entries.delete(nameOf(claim))
  }
}

function nameOf({ scope, key }: AnswerKey): string {
  return JSON.stringify([scope, key])
}
