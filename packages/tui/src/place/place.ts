/** Lists and overviews, which need no name. */
export const rootScreens = [
  'dashboard',
  'apps',
  'workspaces',
  'runs',
  'problems',
  'events',
  'templates',
] as const
export type RootScreen = (typeof rootScreens)[number]
const itemScreens = ['app', 'workspace', 'run', 'template'] as const
export type ItemScreen = (typeof itemScreens)[number]
export type Screen = RootScreen | ItemScreen

/** What is looked at: a screen, and whose. */
export type Place = { readonly screen: RootScreen } | { readonly screen: ItemScreen; readonly id: string }

const aliases: Readonly<Record<string, RootScreen>> = {
  home: 'dashboard',
  db: 'dashboard',
  app: 'apps',
  ws: 'workspaces',
  workspace: 'workspaces',
  run: 'runs',
  problem: 'problems',
  diagnostics: 'problems',
  event: 'events',
  template: 'templates',
}
const itemsOf: Readonly<Partial<Record<RootScreen, ItemScreen>>> = {
  apps: 'app',
  workspaces: 'workspace',
  runs: 'run',
  templates: 'template',
}
const rootOf: Readonly<Record<ItemScreen, RootScreen>> = {
  app: 'apps',
  workspace: 'workspaces',
  run: 'runs',
  template: 'templates',
}

/** Reads `apps`, `workspaces/demo` or `workspace demo`; undefined when it names no place. */
export function parsePlace(text: string): Place | undefined {
  const [name = '', id = ''] = text.trim().split(/[\s/]+(.*)/s)
  const root = rootScreens.find(screen => screen === name) ?? aliases[name]
  if (root === undefined) return undefined
  if (id.trim() === '') return { screen: root }
  const item = itemsOf[root]
  return item === undefined ? undefined : { screen: item, id: id.trim() }
}

/** A place as it is typed: `workspaces/demo`. */
export function formatPlace(place: Place): string {
  return 'id' in place ? `${rootOf[place.screen]}/${place.id}` : place.screen
}

/** The list that an item is found in. */
export function listOf(place: Place): RootScreen {
  return 'id' in place ? rootOf[place.screen] : place.screen
}
