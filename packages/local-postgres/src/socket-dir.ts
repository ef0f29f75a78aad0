import { lstat, readlink, symlink, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCodeOf, LocalPostgresError } from './local-postgres-error.js'
import { serverPort } from './server-settings.js'

/** Which data directory, and who wants to reach its socket. */
export interface SocketOwner {
  readonly pgdata: string
  readonly key: string
  readonly uid: number
}

/** A way to the socket: where it is, and the path that is short enough to connect to. */
export interface SocketPath {
  readonly pgdata: string
  readonly socketDir: string
}

// sun_path holds 104 bytes on macOS and 108 on Linux, one of them for the final NUL (unix(7)).
const MAX_SOCKET_PATH_BYTES = 103

/**
 * Chooses the path under which the socket in the data directory is connected to: the directory itself,
 * or, where that is too long, a link below /tmp. A link and not a folder: whoever needs it can make it
 * again, and nothing is lost when somebody tidies /tmp up.
 */
export function chooseSocketDir({ pgdata, key, uid }: SocketOwner): string {
  const socket = join(pgdata, `.s.PGSQL.${serverPort}`)
  if (Buffer.byteLength(socket) <= MAX_SOCKET_PATH_BYTES) return pgdata
  // One link per user: the kernel lets nobody follow another user's link in a sticky folder (proc(5),
  // protected_symlinks).
  return `/tmp/waybill-postgres-${uid}-${key}`
}

/** Makes the short link where one is needed and missing. Throws `START_FAILED` when its place is taken. */
export async function ensureSocketLink({ pgdata, socketDir }: SocketPath): Promise<void> {
  if (socketDir === pgdata) return
  try {
    await symlink(pgdata, socketDir)
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error
    await replaceForeignLink({ pgdata, socketDir })
  }
}

/** Removes the short link; the last user does, before the server stops. */
export async function removeSocketLink({ pgdata, socketDir }: SocketPath): Promise<void> {
  if (socketDir === pgdata) return
  await unlink(socketDir).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'ENOENT') throw error
  })
}

async function replaceForeignLink({ pgdata, socketDir }: SocketPath): Promise<void> {
  const found = await lstat(socketDir).catch(() => undefined)
  if (!found) return
  if (!found.isSymbolicLink() || found.uid !== process.getuid?.()) {
    throw new LocalPostgresError(
      'START_FAILED',
      `${socketDir} is needed for a socket and is somebody else's`,
      {
        hint: 'Remove it, or choose a data directory with a shorter path.',
      },
    )
  }
  if ((await readlink(socketDir)) === pgdata) return
  // The folder was moved while its link stayed; the next try of the caller finds the right one.
  await unlink(socketDir)
  await symlink(pgdata, socketDir)
}
