import { type ErrorCode, errorCodes, type WaybillError } from '@waybill/core'
import { z } from 'zod'

/** Media type of {@link problemSchema} (RFC 9457). */
export const problemType = 'application/problem+json'

const codes = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes)

/** Every answer that is no success. Beside these members there may be others that the code brings along. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('URI of the kind of problem: `urn:waybill:problem:` and the code.'),
    title: z.string().describe('The kind of problem in words; the same for each code.'),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What happened, with which value.'),
    instance: z.string().describe('Path of the request.'),
    code: z.enum(codes).describe('Stable; compare this one, not the texts.'),
    requestId: z.string().describe('To be found again in the log.'),
    hint: z.string().optional().describe('What would make it work.'),
    errors: z
      .array(
        z.object({
          pointer: z
            .string()
            .describe('JSON Pointer into the body; for a query parameter or header `/name`.'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Findings about the input.'),
    suggestions: z.array(z.string()).optional().describe('What may have been meant.'),
    movedTo: z.string().optional().describe('The slug that the app has now.'),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457).' })
export type Problem = z.infer<typeof problemSchema>

/** The problem document of an error. Neither cause nor stack gets out. */
export function buildProblem(
  error: WaybillError,
  request: { readonly path: string; readonly requestId: string },
): Problem {
  const members = {
    type: `urn:waybill:problem:${error.code}`,
    title: titleOf(error.code),
    status: errorCodes[error.code].status,
    detail: error.message,
    instance: request.path,
    code: error.code,
    requestId: request.requestId,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.issues.length === 0 ? {} : { errors: [...error.issues] }),
  }
  // Members come first to the eye and last to the value: no detail takes the place of one.
  return { ...members, ...error.details, ...members }
}

function titleOf(code: ErrorCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
