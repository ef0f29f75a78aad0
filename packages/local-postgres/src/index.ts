export { LocalPostgres, startLocalPostgres } from './local-postgres.js'
export {
  LocalPostgresError,
  type LocalPostgresErrorCode,
  type LocalPostgresErrorOptions,
} from './local-postgres-error.js'
export type { LocalPostgresOptions } from './options.js'
