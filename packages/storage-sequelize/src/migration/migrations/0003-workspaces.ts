import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    CREATE TABLE template_versions (
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      settings JSONB NOT NULL,
      files JSONB NOT NULL,
      created_at TIMESTAMPTZ NOT NULL,
      PRIMARY KEY (name, version)
    );

    CREATE TABLE workspaces (
      id UUID PRIMARY KEY,
      name TEXT NOT NULL,
      key TEXT NOT NULL,
      app_id UUID NOT NULL REFERENCES apps (id),
      app_slug TEXT NOT NULL,
      revision INTEGER NOT NULL,
      status TEXT NOT NULL,
      template_name TEXT NOT NULL,
      template_version TEXT NOT NULL,
      engine TEXT NOT NULL,
      parameters JSONB NOT NULL,
      endpoints JSONB NOT NULL,
      outputs JSONB NOT NULL,
      current_run_id UUID NOT NULL,
      owner TEXT,
      created_by TEXT,
      idempotency_key TEXT,
      error JSONB,
      drifted BOOLEAN NOT NULL,
      destroy_requested_at TIMESTAMPTZ,
      destroy_requested_by TEXT,
      expires_at TIMESTAMPTZ,
      created_at TIMESTAMPTZ NOT NULL,
      updated_at TIMESTAMPTZ NOT NULL,
      destroyed_at TIMESTAMPTZ
    );
    CREATE UNIQUE INDEX workspaces_name ON workspaces (name) WHERE status <> 'destroyed';
    CREATE UNIQUE INDEX workspaces_key ON workspaces (key);
    CREATE UNIQUE INDEX workspaces_idempotency_key ON workspaces (idempotency_key);
    CREATE INDEX workspaces_app_slug ON workspaces (app_slug);
  `,
  down: `
    DROP TABLE workspaces;
    DROP TABLE template_versions;
  `,
}
