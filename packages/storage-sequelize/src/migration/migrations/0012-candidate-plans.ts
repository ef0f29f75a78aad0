import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    ALTER TABLE runs ADD COLUMN manifest JSONB;
  `,
  down: `
    ALTER TABLE runs DROP COLUMN manifest;
  `,
}
