import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    CREATE TABLE idempotency_keys (
      scope TEXT NOT NULL,
      key TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      holder TEXT NOT NULL,
      locked_until TIMESTAMPTZ NOT NULL,
      expires_at TIMESTAMPTZ NOT NULL,
      answer JSONB,
      PRIMARY KEY (scope, key)
    );
    CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);
  `,
  down: `
    DROP TABLE idempotency_keys;
  `,
}
