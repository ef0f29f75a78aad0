import { type FSWatcher, watch } from 'node:fs'

/** Where the kernel tells of changes, this is only the net below it (network file systems tell of none). */
const netMs = 1_000
/** Where it cannot (out of inotify watches), looking is all there is. */
const lookMs = 100

/** A watch on a directory; `close` may be called twice. */
export interface DirectoryWatch {
  close(): void
}

/**
 * Calls `onChange` soon after something in the directory has changed, with the name where it is known. It may be
 * called without a change, so the receiver looks for itself.
 */
export function watchDirectory(
  directory: string,
  onChange: (name: string | undefined) => void,
): DirectoryWatch {
  const watcher = tryWatch(directory, onChange)
  const timer = setInterval(() => onChange(undefined), watcher ? netMs : lookMs)
  return {
    close() {
      watcher?.close()
      clearInterval(timer)
    },
  }
}

function tryWatch(directory: string, onChange: (name: string | undefined) => void): FSWatcher | undefined {
  try {
    const watcher = watch(directory, (_event, name) => onChange(name ?? undefined))
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    // ENOSPC or EMFILE: the limit of watches is reached; the timer does it.
    return undefined
  }
}
