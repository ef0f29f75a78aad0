import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Client } from 'pg'

/** What the floor keeps of an app: one row of a plain table. */
export interface FloorRow {
  readonly slug: string
  readonly app_name: string
  readonly description: string
  readonly components: readonly { readonly path: string }[]
}

/** The files of a catalog that a sync has to look at. */
export interface WatchedFiles {
  readonly directory: string
  readonly files: readonly string[]
}

/** The table that the floor writes: one row per app, nothing else. */
export const floorTable = `CREATE TABLE floor_apps (
  slug text PRIMARY KEY, app_name text NOT NULL, description text NOT NULL, components jsonb NOT NULL)`

/**
 * The least that a cold sync has to read: walks the directory, reads and parses each manifest, looks whether each
 * Dockerfile is there. One file after the other with synchronous calls, which on warm caches is the fastest way.
 * What does not parse or lacks a Dockerfile is left out; nothing else is checked.
 */
export function scanFloor(directory: string): FloorRow[] {
  const rows: FloorRow[] = []
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const folder = `${directory}/${entry.name}`
    const manifest = parseOrNothing(readFileSync(`${folder}/app-manifest.json`, 'utf8'))
    if (manifest?.components.every(({ path }) => isThere(`${folder}/${path}/Dockerfile`)))
      rows.push({
        slug: entry.name,
        app_name: manifest.appName,
        description: manifest.description,
        components: manifest.components,
      })
  }
  return rows
}

/**
 * What reading every Dockerfile adds to the scan: whether its `EXPOSE` fits the manifest cannot be said from a
 * `stat`. No part of the floor that targets are set against.
 */
export function readDockerfiles({ files }: WatchedFiles): number {
  let bytes = 0
  for (const file of files)
    if (file.endsWith('/Dockerfile') && isThere(file)) bytes += readFileSync(file).length
  return bytes
}

/** The least that a cold sync has to write: every row in one statement. */
export async function insertFloor(client: Client, rows: readonly FloorRow[]): Promise<void> {
  await client.query(
    `INSERT INTO floor_apps SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS row(slug text, app_name text, description text, components jsonb)`,
    [JSON.stringify(rows)],
  )
}

/** Every manifest of a catalog and every Dockerfile it speaks of. */
export function watchedFiles(directory: string): WatchedFiles {
  const files: string[] = []
  for (const folder of readdirSync(directory)) {
    files.push(`${directory}/${folder}/app-manifest.json`)
    const manifest = parseOrNothing(readFileSync(`${directory}/${folder}/app-manifest.json`, 'utf8'))
    for (const { path } of manifest?.components ?? []) files.push(`${directory}/${folder}/${path}/Dockerfile`)
  }
  return { directory, files }
}

/**
 * The least that a sync has to do to know that nothing has changed: one look at the directory and one at each
 * file. Answers how many files are there.
 */
export function statFloor({ directory, files }: WatchedFiles): number {
  let there = readdirSync(directory).length > 0 ? 0 : Number.NaN
  for (const file of files) if (isThere(file)) there += 1
  return there
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}

/** What a generated manifest says; the floor does not check it. */
interface FloorManifest {
  readonly appName: string
  readonly description: string
  readonly components: FloorRow['components']
}

function parseOrNothing(text: string): FloorManifest | undefined {
  try {
    return JSON.parse(text)
  } catch {
    // One of the broken ones: not a row.
    return undefined
  }
}
