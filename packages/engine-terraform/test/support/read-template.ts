import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type TemplateFile,
  type TemplateSettings,
  type TemplateVersion,
  templateSettingsSchema,
} from '@waybill/core'

const packageRoot = fileURLToPath(new URL('../../../', import.meta.url))

/** Where the templates of the examples lie. */
export const examplesDirectory = join(packageRoot, '../../examples/templates')

/** A template of this package's tests. */
export function readFixture(name: string, settings: Partial<TemplateSettings> = {}): TemplateVersion {
  return readTemplate(join(packageRoot, 'test/fixtures', name), settings)
}

/** A template of `examples/templates`, with what its `template.json` says. */
export function readExample(name: string): TemplateVersion {
  const written = JSON.parse(readFileSync(join(examplesDirectory, name, 'template.json'), 'utf8'))
  return readTemplate(join(examplesDirectory, name), templateSettingsSchema.parse(written))
}

/** A template from files that are written in the test. */
export function makeTemplate(
  files: Readonly<Record<string, string>>,
  settings: Partial<TemplateSettings> = {},
): TemplateVersion {
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    executable: false,
    bytes: Buffer.from(text),
  }))
  return makeVersion('made', list, settings)
}

function readTemplate(directory: string, settings: Partial<TemplateSettings> = {}): TemplateVersion {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter(path => statSync(join(directory, path)).isFile())
    .map(path => ({ path, executable: false, bytes: readFileSync(join(directory, path)) }))
  return makeVersion(directory.split('/').at(-1) ?? '', files, settings)
}

function makeVersion(
  name: string,
  files: readonly TemplateFile[],
  settings: Partial<TemplateSettings>,
): TemplateVersion {
  const hash = createHash('sha256')
  for (const { path, bytes } of files) hash.update(path).update(bytes)
  return {
    name,
    version: hash.digest('hex'),
    settings: { ...templateSettingsSchema.parse({ title: name }), ...settings },
    files,
  }
}
