import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    CREATE TABLE tokens (
      id UUID PRIMARY KEY,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      prefix TEXT NOT NULL,
      hash TEXT NOT NULL,
      created_by TEXT,
      created_at TIMESTAMPTZ NOT NULL,
      expires_at TIMESTAMPTZ,
      last_used_at TIMESTAMPTZ,
      revoked_at TIMESTAMPTZ
    );
    CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
    CREATE UNIQUE INDEX tokens_name ON tokens (name) WHERE revoked_at IS NULL;
  `,
  down: `
    DROP TABLE tokens;
  `,
}
