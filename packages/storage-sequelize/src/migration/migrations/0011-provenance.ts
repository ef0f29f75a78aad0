import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    ALTER TABLE app_revisions
      ADD COLUMN repository TEXT,
      ADD COLUMN path TEXT;
  `,
  down: `
    ALTER TABLE app_revisions DROP COLUMN path, DROP COLUMN repository;
  `,
}
