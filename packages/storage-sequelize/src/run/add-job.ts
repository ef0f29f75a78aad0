import type { RunWake } from '@waybill/core'
import type { Statement } from '../database/statement.js'

/** graphile-worker takes jobs with a lower number first. */
const backgroundPriority = 10

/** The task of a lane's jobs: a worker takes the tasks of the lanes it serves. */
export function taskOf(lane: string): string {
  return `run:${lane}`
}

/**
 * Adds a job, or leaves the one that waits for the same attempt as it is. The wall clock, not the start of the
 * transaction, is its time, so that jobs of one transaction keep their order. No queue name: a dead worker's job
 * would hold up all others of that name.
 */
export function addJob(
  { runId, attempt, lane, background = false, delayMs = 0 }: RunWake,
  schema: string,
): Statement {
  return {
    name: 'add_job',
    text: `
      SELECT id FROM "${schema}".add_job(
        identifier => $1,
        payload => $2::json,
        run_at => clock_timestamp() + $3 * interval '1 ms',
        max_attempts => 1,
        priority => $5,
        job_key => $4,
        job_key_mode => 'preserve_run_at'
      )`,
    values: [
      taskOf(lane),
      JSON.stringify({ runId, attempt, lane, background }),
      delayMs,
      `run:${runId}:${attempt}`,
      background ? backgroundPriority : 0,
    ],
  }
}
