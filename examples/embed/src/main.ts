import { parseArgs } from 'node:util'
import { provisionApp } from './provision-app.js'

// A program reads arguments and the environment; the library never does.
const { positionals } = parseArgs({ allowPositionals: true })
const [apps = 'examples/apps', appSlug = 'shop'] = positionals
const { DATABASE_URL, TEMPLATES_DIR } = process.env

const workspace = await provisionApp({
  apps,
  appSlug,
  idempotencyKey: 'embed-example',
  databaseUrl: DATABASE_URL,
  templates: TEMPLATES_DIR,
  log: line => console.log(line.message),
})
console.log(`${workspace.name} is ${workspace.status}:`, workspace.endpoints)
process.exitCode = workspace.status === 'ready' ? 0 : 1
