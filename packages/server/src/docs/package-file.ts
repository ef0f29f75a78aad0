import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Reads a file of an installed package, named as an import would: `swagger-ui-dist/swagger-ui.css`. */
export function readPackageFile(name: string): Promise<Buffer> {
  return readFile(require.resolve(name))
}
