import { type RunId, runIdSchema, WaybillError } from '@waybill/core'
import { z } from 'zod'

/** The path parameter of everything about one run. */
export const runParams = z.object({ run_id: z.string().describe('Id of the run.') })

/** Reads a run's id. What is none cannot be found. @throws WaybillError `RUN_NOT_FOUND` */
export function readRunId(text: string): RunId {
  const id = runIdSchema.safeParse(text)
  if (id.success) return id.data
  throw new WaybillError('RUN_NOT_FOUND', `There is no run ${text}.`)
}
