import { readFile, stat } from 'node:fs/promises'

/** Text of a file; undefined where it has more bytes than that. */
export async function readUpTo(file: string, maxBytes: number): Promise<string | undefined> {
  const { size } = await stat(file)
  return size > maxBytes ? undefined : readFile(file, 'utf8')
}
