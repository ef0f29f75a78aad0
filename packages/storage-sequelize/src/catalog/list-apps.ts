import {
  type AppFacets,
  type AppPosition,
  type AppQuery,
  facetQueries,
  listedStatuses,
  mostFacetValues,
} from '@waybill/core'
import type { Statement } from '../database/statement.js'
import { appColumns, appSources } from './apps-table.js'

/** Compared by code point, whatever the language of the database: collation "C" on UTF-8. */
const sortKeys = {
  slug: 'slug COLLATE "C"',
  appName: 'app_name COLLATE "C"',
  updatedAt: 'updated_at',
} as const

/**
 * A page of apps with their number and the catalog version, all of one snapshot because it is one statement; one
 * app more than asked for tells that there is a next page. Without apps it is one row with only `total` and
 * `version` set.
 */
export function listApps(query: AppQuery, after: AppPosition | undefined): Statement {
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const key = sortKeys[query.sort.replace('-', '') as keyof typeof sortKeys]
  const [direction, comparison] = query.sort.startsWith('-') ? ['DESC', '<'] : ['ASC', '>']
  const order = `sort_key ${direction}, id ${direction}`
  const filter = buildFilter(query, bind)
  const rest =
    after === undefined
      ? ''
      : `WHERE (sort_key, id) ${comparison} (${bind(after.key)}, ${bind(after.id)}::uuid)`
  // Materialized, so that a search looks at every text once, for its page and for the number of apps.
  return {
    text: `
      WITH found AS MATERIALIZED (SELECT apps.id, ${key} AS sort_key FROM ${appSources} WHERE ${filter})
      SELECT version.number AS version, (SELECT count(*) FROM found) AS total,
        ${query.facets ? `${countFacets(query, bind)} AS facets,` : ''}
        ${appColumns}
      FROM catalog_version AS version
      LEFT JOIN (SELECT * FROM found ${rest} ORDER BY ${order} LIMIT ${bind(query.limit + 1)}) AS page ON true
      LEFT JOIN apps ON apps.id = page.id
      LEFT JOIN app_revisions AS served ON served.app_id = apps.id AND served.number = apps.revision
      ORDER BY page.sort_key ${direction}, page.id ${direction}`,
    values,
  }
}

/** What each facet counts, per app; a value counts once per app. */
const facetValues: Readonly<Record<keyof AppFacets, string>> = {
  type: "jsonb_path_query(served.manifest, '$.components[*].type') #>> '{}'",
  status: 'apps.status',
  owner: 'apps.owner',
  tag: "jsonb_path_query(served.manifest, '$.tags[*]') #>> '{}'",
}

/** An expression that counts all facets, of the same snapshot as the page. */
function countFacets(query: AppQuery, bind: (value: unknown) => string): string {
  const queries = facetQueries(query)
  const facet = (name: keyof AppFacets) => `'${name}', (
    SELECT coalesce(jsonb_agg(
      jsonb_build_object('value', value, 'count', count) ORDER BY count DESC, value COLLATE "C"
    ), '[]')
    FROM (
      SELECT value, count(DISTINCT id) AS count
      FROM (SELECT apps.id, ${facetValues[name]} AS value FROM ${appSources} WHERE ${buildFilter(queries[name], bind)}) AS found
      WHERE value IS NOT NULL
      GROUP BY value
      ORDER BY count DESC, value COLLATE "C"
      LIMIT ${mostFacetValues}
    ) AS counted
  )`
  return `jsonb_build_object(${[facet('type'), facet('status'), facet('owner'), facet('tag')].join(', ')})`
}

function buildFilter(query: AppQuery, bind: (value: unknown) => string): string {
  const { owner, tag, type } = query
  const terms = [`status = ANY (${bind(listedStatuses(query))})`]
  if (owner !== undefined) terms.push(`owner = ${bind(owner)}`)
  if (tag !== undefined) terms.push(`served.manifest -> 'tags' @> ${bind(JSON.stringify([tag]))}::jsonb`)
  if (type !== undefined)
    terms.push(`served.manifest -> 'components' @> ${bind(JSON.stringify([{ type }]))}::jsonb`)
  if (query.q !== undefined) {
    const text = bind(query.q.toLowerCase())
    // A slug is in lower case already.
    terms.push(`(position(${text} IN slug) > 0 OR position(${text} IN search_text) > 0)`)
  }
  return terms.join(' AND ')
}
