import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provisionApp } from './provision-app.js'

// A program reads arguments and the environment and prints; the library never does.
const [apps = 'examples/apps', appSlug = 'shop'] = process.argv.slice(2)
const { DATABASE_URL, TEMPLATES_DIR, TEMPLATE = 'local', RUNS_DIR, PATH = '', HOME = '' } = process.env

const workspace = await provisionApp({
  apps,
  appSlug,
  idempotencyKey: 'embed-example',
  databaseUrl: DATABASE_URL,
  terraform: TEMPLATES_DIR
    ? {
        templates: TEMPLATES_DIR,
        defaultTemplate: TEMPLATE,
        // The next attempt of a run takes over what lies there: a service keeps it where a restart does.
        workDir: RUNS_DIR ?? join(tmpdir(), 'waybill-embed-runs'),
        env: { PATH, HOME },
      }
    : undefined,
  log: line => console.log(line.message),
})
console.log(`${workspace.name} is ${workspace.status}:`, workspace.endpoints)
process.exitCode = workspace.status === 'ready' ? 0 : 1
