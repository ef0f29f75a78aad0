import { WaybillError } from '@waybill/core'
import type { Middleware } from 'koa'
import { suggest } from '../route/did-you-mean.js'

/** The address space: which methods each path has. */
export interface KnownPath {
  /** As OpenAPI writes it. */
  readonly path: string
  readonly method: string
}

/** Answers what no route did: OPTIONS with `Allow`, 405 where the path is known, else 404 with what may be meant. */
export function refuseUnknown(known: readonly KnownPath[]): Middleware {
  return ctx => {
    const methods = methodsOf(ctx.path, known)
    if (methods.length === 0) throw notFound(ctx.path, known)
    ctx.set('Allow', methods.join(', '))
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204
      return
    }
    throw new WaybillError('METHOD_NOT_ALLOWED', `${ctx.method} is not possible on ${ctx.path}.`, {
      hint: `Possible: ${methods.join(', ')}.`,
      details: { allowed: methods },
    })
  }
}

function methodsOf(path: string, known: readonly KnownPath[]): readonly string[] {
  const here = segments(path)
  const methods = new Set(known.filter(one => fits(segments(one.path), here)).map(one => one.method))
  if (methods.size === 0) return []
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods.add('OPTIONS')].sort()
}

function fits(pattern: readonly string[], here: readonly string[]): boolean {
  return (
    pattern.length === here.length &&
    pattern.every((segment, index) =>
      segment.startsWith('{') ? here[index] !== '' : segment === here[index],
    )
  )
}

function notFound(path: string, known: readonly KnownPath[]): WaybillError {
  const here = segments(path)
  const patterns = known.map(one => segments(one.path))
  const prefixed = patterns.filter(pattern => lacksPrefix(pattern, here)).map(pattern => fill(pattern, here))
  const similar = suggest(path, [...new Set(patterns.map(pattern => fill(pattern, here)))])
  const suggestions = [...new Set([...prefixed, ...similar])]
  const [nearest] = suggestions
  return new WaybillError('ROUTE_NOT_FOUND', `There is nothing at ${path}.`, {
    hint: nearest === undefined ? 'See /docs for what there is.' : `Did you mean ${nearest}?`,
    details: { suggestions },
  })
}

/** What is often left out is the prefix: `/catalog/shop` for `/api/v1/catalog/shop`. */
function lacksPrefix(pattern: readonly string[], here: readonly string[]): boolean {
  const rest = pattern.slice(pattern.length - here.length)
  return here.length > 0 && pattern.length > here.length && rest[0] === here[0] && fits(rest, here)
}

/** A pattern as a path, with the segments of the request where the pattern leaves them open. */
function fill(pattern: readonly string[], here: readonly string[]): string {
  const offset = Math.max(0, pattern.length - here.length)
  return `/${pattern.map((segment, index) => (segment.startsWith('{') ? (here[index - offset] ?? segment) : segment)).join('/')}`
}

/** The parts of a path; a slash at its end is none, an empty one in between is. */
function segments(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/').slice(1)
}
