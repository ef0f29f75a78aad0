import { WaybillError } from '@waybill/core'
import type { z } from 'zod'

/** Reads the data of a server-sent event. @throws WaybillError `UNEXPECTED_ANSWER` when it is not of this schema */
export function readData<Schema extends z.ZodType>(schema: Schema, data: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(data))
  } catch (cause) {
    throw new WaybillError(
      'UNEXPECTED_ANSWER',
      'The server tells something that this client does not know.',
      {
        hint: 'Is a Waybill of this version there?',
        cause,
      },
    )
  }
}
