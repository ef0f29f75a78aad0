import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

/** Absolute path of a program: a path is taken as it is, a bare name is looked for on `searchPath` (as PATH). */
export async function findProgram(command: string, searchPath: string): Promise<string | undefined> {
  if (command.includes('/')) return (await isProgram(command)) ? resolve(command) : undefined
  for (const directory of searchPath.split(delimiter)) {
    // An empty entry of PATH means the current directory (POSIX); a program from there is never meant here.
    if (!isAbsolute(directory)) continue
    const candidate = join(directory, command)
    if (await isProgram(candidate)) return candidate
  }
  return undefined
}

/** Changes when another program is installed at the path, also behind a link: what was found out is then stale. */
export async function fingerprintProgram(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path)
  return [await realpath(path), ino, size, mtimeMs].join(' ')
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    // Not there, or not for us.
    return false
  }
}
