import { sep } from 'node:path'

/** Whether a path is inside a directory, not the directory itself. Both absolute, links resolved. */
export function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`)
}
