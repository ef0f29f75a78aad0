import type { Component } from '@waybill/core'
import { makeRandom, pick, type Random, wholeNumber } from './random.js'

/** The ways in which one app in a hundred is broken, taken in turn. */
export const breakages = ['cut-off', 'port-is-text', 'no-dockerfile', 'same-name-twice'] as const
export type Breakage = (typeof breakages)[number]

/** One generated app: its folder's name and its files, by path relative to the folder. */
export interface GeneratedApp {
  readonly folder: string
  readonly files: ReadonlyMap<string, string>
  readonly breakage: Breakage | undefined
}

const teams = ['payments', 'search', 'checkout', 'growth', 'platform', 'identity', 'media'] as const
const things = ['orders', 'invoices', 'carts', 'profiles', 'reports', 'prices', 'labels', 'mails'] as const
const tags = ['public', 'internal', 'gdpr', 'beta', 'core', 'batch'] as const
const roles = [
  { name: 'web', type: 'frontend' },
  { name: 'api', type: 'backend' },
  { name: 'jobs', type: 'worker' },
  { name: 'admin', type: 'frontend' },
  { name: 'search', type: 'backend' },
] as const satisfies readonly Pick<Component, 'name' | 'type'>[]

/**
 * Makes app number `index` of a catalog. It depends on `seed` and `index` only, so a catalog of 1,000 apps is the
 * beginning of the one of 10,000. One to five components, one app in a hundred is broken.
 */
export function makeApp(seed: number, index: number): GeneratedApp {
  const random = makeRandom(seed * 1_000_003 + index)
  const components = makeComponents(random)
  const breakage = index % 100 === 50 ? breakages[Math.floor(index / 100) % breakages.length] : undefined
  const folder = `app-${String(index).padStart(5, '0')}`
  const files = new Map([['app-manifest.json', manifestText(random, index, components, breakage)]])
  for (const component of components) {
    if (breakage !== 'no-dockerfile') files.set(`${component.path}/Dockerfile`, dockerfile(component))
  }
  return { folder, files, breakage }
}

function makeComponents(random: Random): Component[] {
  return roles.slice(0, wholeNumber(random, 1, roles.length)).map(({ name, type }) => ({
    name,
    type,
    path: name,
    port: type === 'worker' ? null : wholeNumber(random, 3000, 9000),
    ...(random() < 0.3 ? { description: `The ${name} of it, written by hand.` } : {}),
  }))
}

function manifestText(
  random: Random,
  index: number,
  components: readonly Component[],
  breakage: Breakage | undefined,
): string {
  const team = pick(random, teams)
  const manifest = {
    appName: `${team} ${pick(random, things)} ${index}`,
    description: `Keeps the ${pick(random, things)} of ${team} and tells others when one of them changes.`,
    owner: team,
    tags: [pick(random, tags)],
    components: breakage ? breakComponents(components, breakage) : components,
  }
  const text = `${JSON.stringify(manifest, null, 1)}\n`
  return breakage === 'cut-off' ? text.slice(0, -20) : text
}

function breakComponents(components: readonly Component[], breakage: Breakage): readonly object[] {
  if (breakage === 'port-is-text') return components.map(component => ({ ...component, port: '3000' }))
  if (breakage === 'same-name-twice') return [...components, ...components]
  return components
}

function dockerfile({ port }: Component): string {
  const expose = port ? `EXPOSE ${port}\n` : ''
  return `FROM node:22-alpine\nWORKDIR /srv\nCOPY . .\n${expose}CMD ["node", "server.js"]\n`
}
