import { readFile, stat } from 'node:fs/promises'
import { errorCodeOf, LocalPostgresError } from './local-postgres-error.js'

/** The operating system's user that the server runs as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Where to look for the account. */
export interface AccountQuery {
  /** The user that asks; only root (0) needs another account, as PostgreSQL refuses to run as root. */
  readonly uid: number
  readonly dataDir: string
  readonly pgdata: string
  /** @default '/etc/passwd' */
  readonly passwdFile?: string
}

/** Finds an account in the text of a passwd file by its name or its uid (passwd(5)). */
export function findPasswdEntry(passwd: string, key: string | number): Account | undefined {
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (key === name || String(key) === uid) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

/**
 * Says which other user the server has to run as, or nothing when it is the user that asks.
 * For root that is whoever owns the data already (so `sudo` once does not split the data from its
 * owner), else the owner of the folder, else `nobody`. Throws `ACCOUNT_MISSING`.
 */
export async function findServerAccount(query: AccountQuery): Promise<Account | undefined> {
  if (query.uid !== 0) return undefined
  const dataOwner = await ownerOf(query.pgdata)
  if (dataOwner && dataOwner.uid !== 0) return dataOwner
  // initdb looks its own user up and fails for a uid without an entry.
  const passwd = await readFile(query.passwdFile ?? '/etc/passwd', 'utf8')
  const folderOwner = await ownerOf(query.dataDir)
  const known = folderOwner && folderOwner.uid !== 0 && findPasswdEntry(passwd, folderOwner.uid)
  const account = known || findPasswdEntry(passwd, 'nobody')
  if (account && account.uid !== 0) return account
  throw new LocalPostgresError(
    'ACCOUNT_MISSING',
    'PostgreSQL does not run as root and there is no user nobody',
    {
      hint: 'Run as an ordinary user, or add a user nobody.',
    },
  )
}

async function ownerOf(path: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(path)
    return { uid, gid }
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
