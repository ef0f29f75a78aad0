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

    CREATE TABLE webhooks (
      id UUID PRIMARY KEY,
      url TEXT NOT NULL,
      secret BYTEA NOT NULL,
      events JSONB NOT NULL,
      active BOOLEAN NOT NULL,
      disabled_reason TEXT,
      failing_since TIMESTAMPTZ,
      cursor BIGINT NOT NULL,
      created_by TEXT,
      created_at TIMESTAMPTZ NOT NULL,
      updated_at TIMESTAMPTZ NOT NULL
    );

    CREATE TABLE webhook_deliveries (
      id UUID PRIMARY KEY,
      webhook_id UUID NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
      event_number BIGINT,
      event_type TEXT NOT NULL,
      body TEXT NOT NULL,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      next_attempt_at TIMESTAMPTZ,
      lease_expires_at TIMESTAMPTZ,
      response_status INTEGER,
      error TEXT,
      duration_ms INTEGER,
      created_at TIMESTAMPTZ NOT NULL,
      ended_at TIMESTAMPTZ
    );
    CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (webhook_id, event_number);
    CREATE INDEX webhook_deliveries_webhook_id ON webhook_deliveries (webhook_id, id);
    CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
    CREATE INDEX webhook_deliveries_ended_at ON webhook_deliveries (ended_at);
  `,
  down: `
    DROP TABLE webhook_deliveries;
    DROP TABLE webhooks;
    DROP TABLE tokens;
  `,
}
