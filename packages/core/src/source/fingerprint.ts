import { stampAt } from './file-stamp.js'

/** What can stand in a fingerprint as it is; any other path is written as JSON. */
const plainPath = /^[\w./@ -]+$/

/** The text of a fingerprint: a line for each path, relative to the app's folder, with its stamp. */
export function formatFingerprint(stamps: ReadonlyMap<string, string>): string {
  const lines: string[] = []
  for (const [path, stamp] of stamps)
    lines.push(`${plainPath.test(path) ? path : JSON.stringify(path)} ${stamp}`)
  return lines.join('\n')
}

/** Whether everything that a fingerprint lists is as it was. Only stats: nothing is read. */
export function isUnchanged(directory: string, fingerprint: string): boolean {
  let start = 0
  while (start < fingerprint.length) {
    const lineEnd = fingerprint.indexOf('\n', start)
    const end = lineEnd === -1 ? fingerprint.length : lineEnd
    const space = fingerprint.lastIndexOf(' ', end - 1)
    if (space <= start) return false
    const path = pathOf(fingerprint.slice(start, space))
    if (path === undefined || stampAt(`${directory}/${path}`) !== fingerprint.slice(space + 1, end))
      return false
    start = end + 1
  }
  return fingerprint !== ''
}

/** The path as formatted above; undefined when it is not one, then the fingerprint is of another kind of source. */
function pathOf(text: string): string | undefined {
  return text.charCodeAt(0) === 0x22 ? parsePath(text) : text
}

function parsePath(json: string): string | undefined {
  try {
    return String(JSON.parse(json))
  } catch {
    // Not a fingerprint of this source; the folder is read.
    return undefined
  }
}
