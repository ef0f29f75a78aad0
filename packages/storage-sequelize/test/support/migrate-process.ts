import { once } from 'node:events'
import { makeMigrator } from '../../src/index.js'

// Says that it is ready, waits for the word, migrates the database that it is given and tells what it applied.
const [url] = process.argv.slice(2)
const migrator = makeMigrator({ url })
// Everything is loaded and connected before both are released.
await migrator.status()
await import('umzug')
await import('graphile-worker')
const released = once(process, 'message')
process.send?.('ready')
await released
const names = await migrator.up()
await migrator.close()
process.send?.(names)
process.disconnect()
