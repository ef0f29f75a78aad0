/** What decides the command line of the server. */
export interface ServerSettings {
  /** As given to `-D`. */
  readonly dataArg: string
  /** Found again in the command line to tell our server from a process that got its old pid. */
  readonly clusterName: string
  readonly durable: boolean
}

/** What decides the command line of initdb. */
export interface InitSettings {
  readonly dataArg: string
  readonly major: number
  readonly durable: boolean
}

/** The superuser that owns everything; the socket's folder is what keeps others out, not a password. */
export const serverUser = 'waybill'

/** Part of the socket's file name; no TCP port is opened. */
export const serverPort = 5432

const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * Builds the arguments of `postgres`. All settings are given here and none in postgresql.conf, so a later
 * version changes them at the next start, and whatever a user wrote with `ALTER SYSTEM` is overruled only
 * where it matters.
 */
export function buildServerArgs({ dataArg, clusterName, durable }: ServerSettings): string[] {
  const settings = {
    cluster_name: clusterName,
    // Relative to the data directory: the path may be longer than a socket's address may be (107 bytes).
    unix_socket_directories: '.',
    unix_socket_permissions: '0700',
    listen_addresses: '',
    port: serverPort,
    max_connections: 100,
    shared_buffers: '64MB',
    // Nobody replicates a local database: less WAL, and one process less.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    // Failing statements are reported to who sent them; the log keeps what concerns the server itself.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    ...(durable ? {} : NOT_DURABLE),
  }
  return ['-D', dataArg, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/**
 * Builds the arguments of `initdb`: UTF-8, and a collation that is the same on every machine. Since
 * PostgreSQL 17 the server brings C.UTF-8 itself; before, the C library has to have it.
 */
export function buildInitdbArgs({ dataArg, major, durable }: InitSettings): string[] {
  const locale =
    major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C.UTF-8']
  return [
    ...['-D', dataArg, `--username=${serverUser}`, '--auth=trust', '--encoding=UTF8', ...locale],
    ...['--no-instructions', ...(durable ? [] : ['--no-sync'])],
  ]
}
