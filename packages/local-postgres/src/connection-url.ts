import { serverPort, serverUser } from './server-settings.js'

/** Which socket and which database. */
export interface ConnectionTarget {
  readonly socketDir: string
  readonly database: string
}

/**
 * Builds a URL that pg, Sequelize 6 and libpq read alike: the socket's folder as the parameter `host`
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING). Port and sslmode are
 * spelled out because pg would take missing ones from `PGPORT` and `PGSSLMODE`.
 */
export function buildConnectionUrl({ socketDir, database }: ConnectionTarget): string {
  const query = `host=${encodeURIComponent(socketDir)}&sslmode=disable`
  return `postgres://${serverUser}@localhost:${serverPort}/${encodeURIComponent(database)}?${query}`
}
