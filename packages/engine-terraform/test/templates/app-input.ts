import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Manifest, manifestSchema } from '@waybill/core'
import { waybillInput } from '../support/workshop.js'

const appsDir = fileURLToPath(new URL('../../../../../examples/apps', import.meta.url))

/** `waybill` for an app of the examples, with its folder as it lies in the repository. */
export function readAppInput(slug: string, change: Partial<Pick<Manifest, 'components'>> = {}) {
  const dir = join(appsDir, slug)
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(dir, 'app-manifest.json'), 'utf8')))
  return makeAppInput({ ...manifest, ...change }, dir)
}

/** `waybill` for an app that is written in a test. */
export function makeAppInput(manifest: Pick<Manifest, 'appName' | 'components'>, dir: string | null) {
  const components = manifest.components.map(({ name, type, path, port, ...rest }) => [
    name,
    {
      ...{ type, path, port: port ?? null, depends_on: rest.dependsOn ?? [] },
      ...{ description: rest.description ?? null, annotations: rest.annotations ?? {} },
    },
  ])
  return {
    ...waybillInput,
    app: { ...waybillInput.app, name: manifest.appName },
    source: { ...waybillInput.source, dir },
    components: Object.fromEntries(components),
  }
}
