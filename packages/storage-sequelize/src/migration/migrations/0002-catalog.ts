import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    CREATE TABLE catalog_version (
      id SMALLINT PRIMARY KEY,
      number INTEGER NOT NULL,
      changed_at TIMESTAMPTZ
    );
    INSERT INTO catalog_version (id, number) VALUES (1, 0);

    CREATE TABLE apps (
      id UUID PRIMARY KEY,
      slug TEXT NOT NULL,
      folder TEXT NOT NULL,
      status TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      content_hash TEXT,
      diagnostics_hash TEXT NOT NULL,
      errors INTEGER NOT NULL,
      warnings INTEGER NOT NULL,
      file TEXT NOT NULL,
      revision INTEGER,
      app_name TEXT NOT NULL,
      owner TEXT,
      search_text TEXT NOT NULL,
      sync_id UUID NOT NULL,
      diagnostics JSONB,
      created_at TIMESTAMPTZ NOT NULL,
      updated_at TIMESTAMPTZ NOT NULL,
      removed_at TIMESTAMPTZ
    );
    CREATE UNIQUE INDEX apps_slug ON apps (slug) WHERE status <> 'removed';
    CREATE INDEX apps_removed_slug ON apps (slug, removed_at) WHERE status = 'removed';

    CREATE TABLE app_revisions (
      app_id UUID NOT NULL,
      number INTEGER NOT NULL,
      content_hash TEXT NOT NULL,
      manifest JSONB NOT NULL,
      commit TEXT,
      sync_id UUID NOT NULL,
      catalog_version INTEGER NOT NULL,
      created_at TIMESTAMPTZ NOT NULL,
      PRIMARY KEY (app_id, number)
    );

    CREATE TABLE app_moves (
      old_slug TEXT PRIMARY KEY,
      app_id UUID NOT NULL
    );

    CREATE TABLE syncs (
      id UUID PRIMARY KEY,
      status TEXT NOT NULL,
      dry_run BOOLEAN NOT NULL,
      source JSONB NOT NULL,
      started_at TIMESTAMPTZ NOT NULL,
      ended_at TIMESTAMPTZ,
      duration_ms INTEGER,
      catalog_version INTEGER,
      counts JSONB NOT NULL,
      changes JSONB NOT NULL,
      error JSONB
    );
  `,
  down: `
    DROP TABLE syncs;
    DROP TABLE app_moves;
    DROP TABLE app_revisions;
    DROP TABLE apps;
    DROP TABLE catalog_version;
  `,
}
