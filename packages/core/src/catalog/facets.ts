import { z } from 'zod'
import type { App } from './app.js'
import type { AppQuery } from './app-query.js'
import { compareText } from './compare-text.js'
import { buildAppFilter } from './match-app.js'

/** Values of a facet that are told; whoever has more of them searches. */
export const mostFacetValues = 100

const facetSchema = z.array(z.object({ value: z.string(), count: z.int() }))

/**
 * How many apps have each value of what lists are filtered by, most first. Each facet leaves its own filter aside and
 * keeps to the others: it tells what choosing another value would bring.
 */
export const appFacetsSchema = z
  .object({ type: facetSchema, status: facetSchema, owner: facetSchema, tag: facetSchema })
  .meta({ id: 'AppFacets' })
export type AppFacets = z.infer<typeof appFacetsSchema>

/** A query for each facet: the same without the facet's own filter. Statuses are then all of them. */
export function facetQueries(query: AppQuery): Readonly<Record<keyof AppFacets, AppQuery>> {
  return {
    type: { ...query, type: undefined },
    status: { ...query, status: ['active', 'invalid', 'broken', 'removed'] },
    owner: { ...query, owner: undefined },
    tag: { ...query, tag: undefined },
  }
}

const valuesOf: Readonly<Record<keyof AppFacets, (app: App) => readonly string[]>> = {
  type: app => [...new Set(app.components.map(({ type }) => type))],
  status: app => [app.status],
  owner: app => (app.owner === null ? [] : [app.owner]),
  tag: app => [...new Set(app.tags)],
}

/** Counts the facets of a list in memory. */
export function countFacets(apps: readonly App[], query: AppQuery): AppFacets {
  const queries = facetQueries(query)
  const count = (facet: keyof AppFacets): AppFacets['type'] => {
    const counts = new Map<string, number>()
    for (const app of apps.filter(buildAppFilter(queries[facet])))
      for (const value of valuesOf[facet](app)) counts.set(value, (counts.get(value) ?? 0) + 1)
    return Array.from(counts, ([value, found]) => ({ value, count: found }))
      .sort((one, other) => other.count - one.count || compareText(one.value, other.value))
      .slice(0, mostFacetValues)
  }
  return { type: count('type'), status: count('status'), owner: count('owner'), tag: count('tag') }
}
