import { expect } from 'chai'
import type { z } from 'zod'
import { type Problem, problemSchema, problemType } from '../src/http/problem.js'
import type { Route } from '../src/route/route.js'
import { groupByStatus, listRouteErrors } from '../src/route/route-errors.js'
import { apiRoutes } from '../src/routes/api-routes.js'

/** What is sent. A body that is no string goes as JSON. */
export interface Call {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body, where it is JSON. */
  readonly json: unknown
}

/**
 * Sends a request and checks the answer by what its route promises: its status is one of the route's, its media
 * type one of that status, its body fits the schema and has nothing that the schema does not know.
 */
export async function call(url: string, target: `${string} /${string}`, init: Call = {}): Promise<Answer> {
  const [method = '', path = ''] = target.split(' ')
  const { body } = init
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && typeof body !== 'string' ? { 'Content-Type': 'application/json' } : {}),
      ...init.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await response.text()
  const type = response.headers.get('Content-Type') ?? ''
  const json = /[/+]json(;|$)/.test(type) ? JSON.parse(text || 'null') : undefined
  const answer = { status: response.status, headers: response.headers, text, json }
  expect(response.headers.get('X-Request-Id'), 'request id').to.be.a('string')
  if (answer.status >= 400) checkProblem(answer, findRoute(method, path))
  else if (method !== 'HEAD') checkSuccess(answer, findRoute(method, path), target)
  return answer
}

/** As `call`, of an answer that has to be a problem. */
export async function callForProblem(
  url: string,
  target: `${string} /${string}`,
  init: Call = {},
): Promise<Problem> {
  const answer = await call(url, target, init)
  expect(answer.status, answer.text).to.be.at.least(400)
  return problemSchema.parse(answer.json)
}

/** As `call`, with the body read by a schema. */
export async function callFor<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  target: `${string} /${string}`,
  init: Call = {},
): Promise<z.output<Schema>> {
  const answer = await call(url, target, init)
  expect(answer.status, answer.text).to.be.below(300)
  return schema.parse(answer.json)
}

/** The route that a request goes to. */
export function findRoute(method: string, target: string): Route | undefined {
  const path = target.split('?')[0] ?? ''
  return apiRoutes
    .filter(route => route.method === (method === 'HEAD' ? 'GET' : method))
    .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length)
    .find(route => new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}/?$`).test(path))
}

function checkProblem(answer: Answer, route: Route | undefined): void {
  expect(answer.headers.get('Content-Type')).to.equal(problemType)
  if (answer.text === '') return
  const problem = problemSchema.parse(answer.json)
  expect(problem.status).to.equal(answer.status)
  expect(answer.headers.get('X-Request-Id')).to.equal(problem.requestId)
  expect(answer.text, 'a stack trace').not.to.match(/\bat .+:\d+:\d+/)
  if (answer.status === 503) expect(Number(answer.headers.get('Retry-After'))).to.be.greaterThan(0)
  if (route === undefined) return
  const documented = groupByStatus(listRouteErrors(route)).get(answer.status) ?? []
  expect(documented, `${route.method} ${route.path}`).to.include(problem.code)
}

function checkSuccess(answer: Answer, route: Route | undefined, target: string): void {
  if (route === undefined) throw new Error(`${target} answered ${answer.status}, but is no route of the API`)
  const response = route.responses[answer.status]
  if (response === undefined) throw new Error(`${target} answered ${answer.status}, which is not documented`)
  const [type = ''] = (answer.headers.get('Content-Type') ?? '').split(';')
  if (response.content === undefined) return void expect(answer.text).to.equal('')
  const schema = response.content[type]
  if (schema === undefined) throw new Error(`${target} answered ${type}, which is not documented`)
  for (const value of valuesOf(answer, type)) {
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw new Error(`${target}: ${parsed.error.message}\n${answer.text.slice(0, 2000)}`)
    expect(parsed.data, 'members that the schema does not know').to.deep.equal(value)
  }
}

function valuesOf({ json, text }: Answer, type: string): readonly unknown[] {
  if (type === 'application/json') return [json]
  if (type !== 'application/x-ndjson') return [text]
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}
