import type { App } from './app.js'
import { type AppQuery, listedStatuses } from './app-query.js'

function holdsText(app: App, lowerCaseText: string): boolean {
  return [app.slug, app.appName, app.description].some(text => text?.toLowerCase().includes(lowerCaseText))
}

/** Makes the test whether an app is one that a query asks for. Sort, limit and cursor play no part in it. */
export function buildAppFilter(query: AppQuery): (app: App) => boolean {
  const { type, owner, tag } = query
  const statuses = new Set<string>(listedStatuses(query))
  const text = query.q?.toLowerCase()
  return app =>
    statuses.has(app.status) &&
    (owner === undefined || app.owner === owner) &&
    (tag === undefined || app.tags.includes(tag)) &&
    (type === undefined || app.components.some(component => component.type === type)) &&
    (text === undefined || holdsText(app, text))
}
