import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    ALTER TABLE runs ADD COLUMN request_id TEXT;
    ALTER TABLE webhooks
      ADD COLUMN previous_secret BYTEA,
      ADD COLUMN previous_secret_expires_at TIMESTAMPTZ;
    ALTER TABLE syncs ADD COLUMN seen_at TIMESTAMPTZ;
  `,
  down: `
    ALTER TABLE syncs DROP COLUMN seen_at;
    ALTER TABLE webhooks DROP COLUMN previous_secret_expires_at, DROP COLUMN previous_secret;
    ALTER TABLE runs DROP COLUMN request_id;
  `,
}
