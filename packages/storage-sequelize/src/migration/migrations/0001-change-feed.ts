import type { Migration } from '../migration.js'

export const migration: Migration = {
  up: `
    CREATE TABLE event_counter (
      id SMALLINT PRIMARY KEY,
      number BIGINT NOT NULL
    );
    INSERT INTO event_counter (id, number) VALUES (1, 0);

    CREATE TABLE events (
      number BIGINT PRIMARY KEY,
      type TEXT NOT NULL,
      at TIMESTAMPTZ NOT NULL,
      subject_kind TEXT NOT NULL,
      subject_id TEXT NOT NULL,
      subject_name TEXT,
      actor TEXT,
      data JSONB NOT NULL
    );
  `,
  down: `
    DROP TABLE events;
    DROP TABLE event_counter;
  `,
}
