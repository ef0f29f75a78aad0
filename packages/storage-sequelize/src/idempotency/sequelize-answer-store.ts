import type { AnswerClaim, AnswerKey, AnswerStore, ClaimOutcome, StoredAnswer } from '@waybill/core'
import type { Session } from '../database/session.js'

interface KeptRow {
  readonly fingerprint: string
  readonly answer: StoredAnswer | null
}

/** Keeps answers in the table `idempotency_keys`; its times are the database's. */
export class SequelizeAnswerStore implements AnswerStore {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  async claim(claim: AnswerClaim): Promise<ClaimOutcome> {
    for (;;) {
      if (await this.#take(claim)) return { state: 'held' }
      const [kept] = await this.#session.query<KeptRow>({
        name: 'find_answer',
        text: 'SELECT fingerprint, answer FROM idempotency_keys WHERE scope = $1 AND key = $2',
        values: [claim.scope, claim.key],
      })
      // Gone between the two: it is free now.
      if (kept === undefined) continue
      if (kept.fingerprint !== claim.fingerprint) return { state: 'other' }
      return kept.answer === null ? { state: 'busy' } : { state: 'answered', answer: kept.answer }
    }
  }

  async #take({ scope, key, fingerprint, holder, lockMs, keepMs }: AnswerClaim): Promise<boolean> {
    const taken = await this.#session.query({
      name: 'claim_answer',
      text: `
        INSERT INTO idempotency_keys AS kept (scope, key, fingerprint, holder, locked_until, expires_at)
        VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 ms', clock_timestamp() + $6 * interval '1 ms')
        ON CONFLICT (scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, holder = excluded.holder,
          locked_until = excluded.locked_until, expires_at = excluded.expires_at, answer = NULL
        WHERE kept.expires_at <= clock_timestamp() OR (
          kept.answer IS NULL AND kept.fingerprint = excluded.fingerprint
          AND (kept.holder = excluded.holder OR kept.locked_until <= clock_timestamp())
        )
        RETURNING holder`,
      values: [scope, key, fingerprint, holder, lockMs, keepMs],
    })
    return taken.length > 0
  }

  async keep({ scope, key, holder }: AnswerKey & { holder: string }, answer: StoredAnswer): Promise<void> {
    await this.#session.query({
      name: 'keep_answer',
      text: `
        WITH expired AS (
          DELETE FROM idempotency_keys WHERE expires_at <= clock_timestamp() AND (scope, key) <> ($1, $2)
        )
        UPDATE idempotency_keys SET answer = $4::jsonb
        WHERE scope = $1 AND key = $2 AND holder = $3 AND answer IS NULL`,
      values: [scope, key, holder, JSON.stringify(answer)],
    })
  }

  async release({ scope, key, holder }: AnswerKey & { holder: string }): Promise<void> {
    await this.#session.query({
      name: 'release_answer',
      text: 'DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2 AND holder = $3 AND answer IS NULL',
      values: [scope, key, holder],
    })
  }
}
