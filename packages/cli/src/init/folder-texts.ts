import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'

/** The texts of a folder that say what app is in it, by path relative to it, with `/`. */
export interface FolderTexts {
  /** Name of the folder itself. */
  readonly name: string
  readonly dockerfiles: ReadonlyMap<string, string>
  readonly packages: ReadonlyMap<string, string>
  readonly compose: { readonly path: string; readonly text: string } | undefined
}

/** In the order in which Docker Compose looks for them. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
const leftOut = new Set(['node_modules', 'vendor', 'dist', 'build', 'target', 'test', 'tests'])
/** Components are folders, or folders in one of these, such as `services/api`. */
const deepest = 2
const mostFolders = 500
const mostBytes = 1024 * 1024

/** Reads them: Dockerfiles and package.json up to two folders deep, and the compose file. Links are not followed. */
export function readFolderTexts(directory: string, name: string): FolderTexts {
  const dockerfiles = new Map<string, string>()
  const packages = new Map<string, string>()
  for (const folder of listFolders(directory)) {
    for (const [file, texts] of [
      ['Dockerfile', dockerfiles],
      ['package.json', packages],
    ] as const) {
      const path = posix.join(folder, file)
      const text = readText(join(directory, path))
      if (text !== undefined) texts.set(path, text)
    }
  }
  const composePath = composeNames.find(path => readText(join(directory, path)) !== undefined)
  const composeText = composePath === undefined ? undefined : readText(join(directory, composePath))
  const compose =
    composePath === undefined || composeText === undefined
      ? undefined
      : { path: composePath, text: composeText }
  return { name, dockerfiles, packages, compose }
}

/** `.` and the folders below it. */
function listFolders(directory: string): readonly string[] {
  const found = ['.']
  for (let index = 0; index < found.length && found.length < mostFolders; index++) {
    const folder = found[index] ?? '.'
    if (folder !== '.' && folder.split('/').length >= deepest) continue
    const entries = readdirSync(join(directory, folder), { withFileTypes: true })
    const names = entries.filter(
      entry => entry.isDirectory() && !entry.name.startsWith('.') && !leftOut.has(entry.name),
    )
    found.push(...names.map(entry => posix.join(folder, entry.name)).sort())
  }
  return found
}

function readText(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile() || stats.size > mostBytes) return undefined
  return readFileSync(path, 'utf8')
}
