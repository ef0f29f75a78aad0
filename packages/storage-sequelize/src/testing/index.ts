export { embeddedBinaries } from './embedded-binaries.js'
export type { TestDatabase, TestDatabaseOptions } from './test-database.js'
export { testDatabase } from './test-database.js'
