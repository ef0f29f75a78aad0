import { type Stats, statSync } from 'node:fs'

/**
 * What is known of a file without reading it: size, times and inode, so that any write, replacement or move
 * shows. A folder is only that, since what matters in it has a stamp of its own; `-` is absent.
 */
export function stampOf(stats: Stats | undefined): string {
  if (stats === undefined) return '-'
  if (stats.isFile()) return fileStamp(stats)
  return stats.isDirectory() ? 'folder' : 'other'
}

/** Both times are the same for most files: they were written and left alone. */
function fileStamp({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  const changed = timeText(ctimeMs)
  return mtimeMs === ctimeMs ? `${size}:${changed}:${ino}` : `${size}:${changed}:${ino}:${timeText(mtimeMs)}`
}

/** Seconds and units of 100 ns: a third of the time that writing the fraction as such takes. */
function timeText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${seconds}.${Math.round((ms - seconds * 1000) * 10_000)}`
}

const quiet = { throwIfNoEntry: false } as const

/** The stamp of what is at a path now, links followed. */
export function stampAt(path: string): string {
  try {
    return stampOf(statSync(path, quiet))
  } catch (error) {
    return `!${errorCode(error)}`
  }
}

/** The system's code of an error, such as `EACCES`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ELOOP: 'its links lead in a circle',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk failed (EIO)',
}

/** The same in words, without the path on this host. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error)
  return reasons[code] ?? code
}
