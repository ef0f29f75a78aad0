import { statfsSync } from 'node:fs'

/** Less than what a line of log or a small state needs. */
const leastBytes = 64 * 1024

/** Whether the disk that holds a directory has no room left for this user. */
export function hasNoSpace(directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize < leastBytes
}
