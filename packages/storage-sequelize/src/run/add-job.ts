import type { RunWake } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** The task of an engine's jobs: a worker takes the tasks of the engines it has. */
export function taskOf(engine: string): string {
  return `run:${engine}`
}

/**
 * Adds a job, or leaves the one that waits for the same attempt as it is. The wall clock, not the start of the
 * transaction, is its time, so that jobs of one transaction keep their order. No queue name: a dead worker's job
 * would hold up all others of that name.
 */
export function addJob({ runId, attempt, engine, delayMs = 0 }: RunWake, schema: string): Statement {
  return {
    name: 'add_job',
    text: `
      SELECT id FROM "${schema}".add_job(
        identifier => $1,
        payload => $2::json,
        run_at => clock_timestamp() + $3 * interval '1 ms',
        max_attempts => 1,
        job_key => $4,
        job_key_mode => 'preserve_run_at'
      )`,
    values: [taskOf(engine), JSON.stringify({ runId, attempt, engine }), delayMs, `run:${runId}:${attempt}`],
  }
}
