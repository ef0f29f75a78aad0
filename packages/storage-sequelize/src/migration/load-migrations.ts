import { readdir } from 'node:fs/promises'
import type { Migration, NamedMigration } from './migration.js'

const directory = new URL('./migrations/', import.meta.url)
const suffix = '.js'

/** Names of all migrations, in their order, without loading one. */
export async function listMigrationNames(): Promise<string[]> {
  const files = await readdir(directory)
  return files
    .filter(file => file.endsWith(suffix))
    .map(file => file.slice(0, -suffix.length))
    .sort()
}

/** All migrations, in their order. */
export async function loadMigrations(): Promise<NamedMigration[]> {
  const names = await listMigrationNames()
  return Promise.all(names.map(async name => ({ name, ...(await loadMigration(name)) })))
}

async function loadMigration(name: string): Promise<Migration> {
  const module: { readonly migration: Migration } = await import(new URL(`${name}${suffix}`, directory).href)
  return module.migration
}
