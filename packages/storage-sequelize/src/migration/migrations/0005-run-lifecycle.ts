import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    ALTER TABLE runs
      ADD COLUMN worker_tag TEXT,
      ADD COLUMN approve TEXT NOT NULL DEFAULT 'destructive',
      ADD COLUMN background BOOLEAN NOT NULL DEFAULT false,
      ADD COLUMN force_requested_at TIMESTAMPTZ,
      ADD COLUMN approval JSONB,
      ADD COLUMN uncertain JSONB NOT NULL DEFAULT '[]';
    UPDATE runs SET plan = plan || '{"changes": [], "drift": []}' WHERE plan IS NOT NULL;
    DROP INDEX runs_claimable;
    CREATE INDEX runs_claimable ON runs (id) WHERE status IN ('pending', 'planning', 'planned', 'applying');

    ALTER TABLE workspaces
      ADD COLUMN approve TEXT,
      ADD COLUMN expiry_noticed_at TIMESTAMPTZ,
      ADD COLUMN diverged BOOLEAN NOT NULL DEFAULT false;
    CREATE INDEX workspaces_expires_at ON workspaces (expires_at) WHERE status <> 'destroyed';

    ALTER TABLE workers ADD COLUMN tags JSONB NOT NULL DEFAULT '[]';

    CREATE TABLE run_plans (
      run_id UUID PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
      ledger JSONB,
      plan BYTEA,
      plan_serial BIGINT,
      plan_lineage TEXT
    );

    ALTER TABLE workspace_states
      ADD COLUMN size_bytes BIGINT NOT NULL DEFAULT 0,
      ADD COLUMN diverged BOOLEAN NOT NULL DEFAULT false;
  `,
  down: `
    ALTER TABLE workspace_states DROP COLUMN diverged, DROP COLUMN size_bytes;
    DROP TABLE run_plans;
    ALTER TABLE workers DROP COLUMN tags;
    DROP INDEX workspaces_expires_at;
    ALTER TABLE workspaces DROP COLUMN diverged, DROP COLUMN expiry_noticed_at, DROP COLUMN approve;
    DROP INDEX runs_claimable;
    CREATE INDEX runs_claimable ON runs (id) WHERE status IN ('pending', 'planning', 'applying');
    ALTER TABLE runs
      DROP COLUMN uncertain,
      DROP COLUMN approval,
      DROP COLUMN force_requested_at,
      DROP COLUMN background,
      DROP COLUMN approve,
      DROP COLUMN worker_tag;
  `,
}
