import { type ErrorCode, errorCodes, isWaybillError, WaybillError } from '@waybill/core'
import { HTTPError, TimeoutError } from 'ky'
import { z } from 'zod'

/** A problem document (RFC 9457) as a Waybill writes it; what else is in it are the error's details. */
const problemSchema = z.looseObject({
  code: z.string(),
  detail: z.string(),
  hint: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})

/** Members that say nothing about the error itself. */
const standardMembers = new Set([
  'type',
  'title',
  'status',
  'detail',
  'instance',
  'code',
  'requestId',
  'hint',
  'errors',
])

/** What asking again cannot mend in a moment, though it is answered with a 503. */
const lastingCodes: ReadonlySet<string> = new Set([
  'SOURCE_UNAVAILABLE',
  'ENGINE_UNAVAILABLE',
  'SCHEMA_OUTDATED',
])

/** Whether trying again is in vain, or promises something in spite of the status; undefined where that decides. */
export async function isWorthRetrying(error: Error): Promise<boolean | undefined> {
  if (!(error instanceof HTTPError)) return undefined
  const { status } = error.response
  if (status !== 503 && status !== 409) return undefined
  const problem = await readProblem(error.response.clone())
  if (problem?.code === 'IDEMPOTENCY_KEY_IN_USE') return true
  return problem !== undefined && lastingCodes.has(problem.code) ? false : undefined
}

/** What went wrong with a request, as an error of Waybill: the server's own where it sent one. */
export async function toClientError(error: unknown, base: URL): Promise<WaybillError> {
  if (isWaybillError(error)) return error
  if (error instanceof HTTPError) return toAnsweredError(error, base)
  const what = error instanceof TimeoutError ? 'does not answer in time' : 'cannot be reached'
  return new WaybillError('SERVER_UNAVAILABLE', `The server at ${base.origin} ${what}${reasonOf(error)}.`, {
    hint: 'Is it running there? `waybill serve` starts one.',
    cause: error,
  })
}

async function toAnsweredError(error: HTTPError, base: URL): Promise<WaybillError> {
  const { response } = error
  const problem = await readProblem(response)
  if (problem === undefined || !isErrorCode(problem.code)) {
    const detail = problem === undefined ? '' : `: ${problem.detail}`
    return new WaybillError('UNEXPECTED_ANSWER', `${base.origin} answers ${response.status}${detail}`, {
      hint: 'Is a Waybill of this version there, without a proxy that answers in its place?',
      details: { status: response.status },
      cause: error,
    })
  }
  const details = Object.entries(problem).filter(([name]) => !standardMembers.has(name))
  return new WaybillError(problem.code, problem.detail, {
    hint: problem.hint,
    issues: problem.errors ?? [],
    details: Object.fromEntries(details),
    cause: error,
  })
}

async function readProblem(response: Response): Promise<z.output<typeof problemSchema> | undefined> {
  const type = response.headers.get('Content-Type') ?? ''
  if (!type.startsWith('application/problem+json')) return undefined
  try {
    return problemSchema.safeParse(JSON.parse(await response.text())).data
  } catch {
    // Half a document says no more than none.
    return undefined
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code)
}

/**
 * undici hides the reason in the cause: `fetch failed`, by `connect ECONNREFUSED 127.0.0.1:8000`. Of a name with
 * several addresses there are several, and only a code for all.
 */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return ''
  const reason = cause.message !== '' || !('code' in cause) ? cause.message : String(cause.code)
  return reason === '' ? '' : `: ${reason}`
}
