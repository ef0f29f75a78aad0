import { errorCodes } from '@waybill/core'
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi'
import { problemSchema, problemType } from '../http/problem.js'
import { bodyTypes } from '../route/body-definition.js'
import type { Route } from '../route/route.js'
import type { ServiceInfo } from '../route/route-deps.js'
import { groupByStatus, listRouteErrors } from '../route/route-errors.js'
import { answerExamples } from './answer-examples.js'
import { simplifySchema } from './simplify-schema.js'

const tags = [
  { name: 'Health', description: 'What this is, and how it is.' },
  { name: 'Catalog', description: 'Apps, kept in step with their manifests.' },
  { name: 'Workspaces', description: 'Provisioned instances of apps.' },
  { name: 'Runs', description: 'Executions for workspaces, and their logs.' },
  { name: 'Events', description: 'The change feed, which is also the audit log.' },
  { name: 'Webhooks', description: 'Events sent elsewhere, signed.' },
  { name: 'Access', description: 'Who may use this.' },
  { name: 'Templates', description: 'What turns apps into infrastructure.' },
]

const bearer = 'bearer'

/** The OpenAPI 3.1 document of routes, made of the very schemas that check their requests. */
export function buildOpenApi(routes: readonly Route[], service: ServiceInfo): object {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: service.name,
        version: service.version,
        description: `The catalog of an internal developer platform, by Waybill ${service.waybillVersion}.\n\nTimes are RFC 3339 in UTC, ids UUIDv7. Every answer that is no success is a problem document (RFC 9457): compare its \`code\`.`,
        license: { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' },
      },
      servers: [{ url: '/', description: 'This server.' }],
      tags,
      paths: buildPaths(routes),
      components: {
        securitySchemes: {
          [bearer]: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A token of `waybill token create`, or one of the identity provider. Only where the server has authentication.',
          },
        },
      },
    },
    { override: simplifySchema },
  )
}

function buildPaths(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    const operations = paths[route.path] ?? {}
    operations[route.method.toLowerCase()] = buildOperation(route)
    paths[route.path] = operations
  }
  return paths
}

function buildOperation(route: Route): ZodOpenApiOperationObject {
  const { operationId, tag, summary, params, query, headers, role, tellsMore } = route
  const description = describe(route)
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === '' ? {} : { description }),
    security: [...(tellsMore ? [{}] : []), ...(role === 'public' && !tellsMore ? [] : [{ [bearer]: [] }])],
    requestParams: { path: params, query, header: headers },
    ...buildRequestBody(route),
    responses: { ...buildAnswers(route), ...buildProblems(route) },
  }
}

function describe({ description, role }: Route): string {
  const needed = role === 'public' ? [] : [`Role: \`${role}\`.`]
  return [...(description === undefined ? [] : [description]), ...needed].join('\n\n')
}

function buildRequestBody({ body }: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body === undefined) return {}
  const examples = Object.fromEntries(Object.entries(body.examples).map(([name, value]) => [name, { value }]))
  const content = Object.fromEntries(
    bodyTypes[body.kind].map(type => [
      type,
      // What is judged as text may be any JSON: a schema would call wrong what the route is asked about.
      {
        schema: type === 'application/json' && body.kind === 'text' ? {} : body.schema,
        ...(type === 'application/json' ? { examples } : {}),
      },
    ]),
  )
  return { requestBody: { required: body.required, description: body.description, content } }
}

function buildAnswers(route: Route): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, { description, content, headers }]) => [
      status,
      {
        description,
        ...(content === undefined
          ? {}
          : {
              content: Object.fromEntries(
                Object.entries(content).map(([type, schema]) => [
                  type,
                  { schema, ...(type === 'application/json' ? exampleOf(route, status) : {}) },
                ]),
              ),
            }),
        ...(headers === undefined ? {} : { headers: buildHeaders(headers) }),
      },
    ]),
  )
}

/** Operations that docs/api.md cannot show to succeed, and the one whose answer is of the same kind. */
const answersLike: Readonly<Record<string, string>> = { chooseWorkspaceState: 'getWorkspace' }

function exampleOf({ operationId }: Route, status: string): { readonly example?: unknown } {
  const example = answerExamples[answersLike[operationId] ?? operationId]?.[status]
  return example === undefined ? {} : { example }
}

const retryAfter = { 'Retry-After': 'Seconds to wait before asking again.' }

const problemHeaders: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  [errorCodes.UNAUTHENTICATED.status]: { 'WWW-Authenticate': 'What is asked for (RFC 6750).' },
  [errorCodes.RATE_LIMITED.status]: retryAfter,
  [errorCodes.STORAGE_UNAVAILABLE.status]: retryAfter,
}

function buildProblems(route: Route): ZodOpenApiResponsesObject {
  const problems = groupByStatus(listRouteErrors(route))
  return Object.fromEntries(
    Array.from(problems, ([status, codes]) => [
      String(status),
      {
        description: codes.map(code => `\`${code}\``).join(', '),
        content: { [problemType]: { schema: problemSchema } },
        ...(problemHeaders[status] === undefined ? {} : { headers: buildHeaders(problemHeaders[status]) }),
      },
    ]),
  )
}

function buildHeaders(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' as const } },
    ]),
  )
}
