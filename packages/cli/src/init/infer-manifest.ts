import { posix } from 'node:path'
import type { Component, Manifest } from '@waybill/core'
import { dockerfilePorts, slugify } from '@waybill/core/manifest'
import { type Compose, type ComposeService, readCompose } from './compose.js'
import type { FolderTexts } from './folder-texts.js'

/** One value of the manifest, and what says so. */
export interface Origin {
  /** As people would name it, e.g. `components.web.port`. */
  readonly what: string
  readonly value: string
  readonly from: string
}

/** A manifest made of what is there. */
export interface InferredManifest {
  readonly manifest: Manifest
  readonly origins: readonly Origin[]
  /** What could not be told. */
  readonly notes: readonly string[]
}

interface PackageJson {
  readonly name?: unknown
  readonly description?: unknown
  readonly homepage?: unknown
  readonly dependencies?: unknown
  readonly devDependencies?: unknown
}

/** Makes a manifest of the texts of a folder, and says of each value where it came from; pure. */
export function inferManifest(texts: FolderTexts): InferredManifest {
  const origins: Origin[] = []
  const notes: string[] = []
  const compose = texts.compose && readCompose(texts.compose.text)
  if (texts.compose && !compose) notes.push(`${texts.compose.path} could not be read as a compose file.`)
  const root = packageOf(texts, '.')
  const appName = nameOf(texts, root, compose)
  origins.push({ what: 'appName', ...appName })
  const description = textOf(root?.description)
  if (description)
    origins.push({ what: 'description', value: description, from: 'package.json "description"' })
  const homepage = textOf(root?.homepage)
  const link = homepage && /^https?:\/\//.test(homepage) ? homepage : undefined
  if (link) origins.push({ what: 'links', value: link, from: 'package.json "homepage"' })
  const components = componentsOf(texts, compose, origins)
  if (components.length === 0)
    notes.push('There is no Dockerfile here, nor in a folder of it: no component was found.')
  const manifest = {
    appName: appName.value,
    ...(description && { description }),
    components,
    ...(link && { links: [{ title: 'Homepage', url: link }] }),
  }
  return { manifest, origins, notes }
}

function nameOf(
  texts: FolderTexts,
  root: PackageJson | undefined,
  compose: Compose | undefined,
): { value: string; from: string } {
  const own = textOf(root?.name)
  if (own) return { value: titleOf(own.replace(/^@[^/]+\//, '')), from: 'package.json "name"' }
  if (compose?.name) return { value: titleOf(compose.name), from: `${texts.compose?.path} "name"` }
  return { value: titleOf(texts.name), from: "the folder's name" }
}

/** `my-shop` is `My Shop`. */
function titleOf(name: string): string {
  const words = name.split(/[-_\s.]+/).filter(word => word !== '')
  return (
    words
      .map(word => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' ')
      .slice(0, 100) || name
  )
}

function componentsOf(texts: FolderTexts, compose: Compose | undefined, origins: Origin[]): Component[] {
  const found = [...texts.dockerfiles].map(([file, text]) => {
    const folder = posix.dirname(file)
    const service = compose?.services.find(
      ({ context }) => posix.normalize(context).replace(/\/$/, '') === folder,
    )
    return { file, text, folder, service }
  })
  const names = new Map<string, string>()
  for (const one of found) {
    const wish = slugify(one.service?.name ?? (one.folder === '.' ? texts.name : posix.basename(one.folder)))
    const taken = [...names.values()]
    const base = wish === '' ? 'app' : wish.slice(0, 60)
    let name = base
    for (let number = 2; taken.includes(name); number++) name = `${base}-${number}`
    names.set(one.folder, name)
  }
  const byService = new Map(
    found.flatMap(({ service, folder }) => (service ? [[service.name, names.get(folder) ?? '']] : [])),
  )
  return found.map(({ file, text, folder, service }) => {
    const name = names.get(folder) ?? 'app'
    const at = `components.${name}`
    const composeFile = texts.compose?.path ?? ''
    origins.push({ what: `${at}.path`, value: pathOf(folder), from: file })
    if (service)
      origins.push({ what: `${at}.name`, value: name, from: `${composeFile} services.${service.name}` })
    const port = portOf({ text, file, service, composeFile })
    if (port) origins.push({ what: `${at}.port`, value: String(port.value), from: port.from })
    const type = typeOf({ texts, folder, name, text, file, hasPort: port !== undefined })
    origins.push({ what: `${at}.type`, ...type })
    const dependsOn = (service?.dependsOn ?? []).flatMap(other => byService.get(other) ?? [])
    if (dependsOn.length > 0)
      origins.push({
        what: `${at}.dependsOn`,
        value: dependsOn.join(', '),
        from: `${composeFile} services.${service?.name}.depends_on`,
      })
    return {
      name,
      type: type.value,
      path: pathOf(folder),
      ...(port && { port: port.value }),
      ...(dependsOn.length > 0 && { dependsOn }),
    }
  })
}

function pathOf(folder: string): string {
  return folder === '.' ? '.' : `./${folder}`
}

function portOf(options: {
  readonly text: string
  readonly file: string
  readonly service: ComposeService | undefined
  readonly composeFile: string
}): { value: number; from: string } | undefined {
  const { text, file, service, composeFile } = options
  const [exposed] = dockerfilePorts(text) ?? []
  const [port] = exposed?.ports ?? []
  if (exposed && port !== undefined) return { value: port, from: `${file}:${exposed.line} EXPOSE` }
  const [mapped] = service?.ports ?? []
  return mapped === undefined
    ? undefined
    : { value: mapped, from: `${composeFile} services.${service?.name}.ports` }
}

const frontendNames =
  /^(?:web|www|ui|site|frontend|client|spa|portal|page|pages|dashboard)$|-(?:web|ui|site|frontend|client)$/
const frontendImages =
  /^\s*FROM\s+(?:--\S+\s+)*(?:\S*\/)?(?:nginx|httpd|caddy|nginx-unprivileged)(?:[:@\s]|$)/im
const frontendPackages = [
  'react',
  'vue',
  'svelte',
  '@angular/core',
  'next',
  'nuxt',
  'astro',
  'solid-js',
  'preact',
]

function typeOf(options: {
  readonly texts: FolderTexts
  readonly folder: string
  readonly name: string
  readonly text: string
  readonly file: string
  readonly hasPort: boolean
}): { value: Component['type']; from: string } {
  const { texts, folder, name, text, file, hasPort } = options
  if (!hasPort) return { value: 'worker', from: 'no port was found' }
  const used = packageOf(texts, folder)
  const all = { ...Object(used?.dependencies), ...Object(used?.devDependencies) }
  const known = frontendPackages.find(one => Object.hasOwn(all, one))
  if (known) return { value: 'frontend', from: `${posix.join(folder, 'package.json')} depends on ${known}` }
  if (frontendNames.test(name)) return { value: 'frontend', from: 'its name' }
  const lastFrom = text.slice(Math.max(0, text.search(/\bFROM\b(?![\s\S]*\bFROM\b)/i)))
  if (frontendImages.test(lastFrom)) return { value: 'frontend', from: `${file}: a web server serves files` }
  return { value: 'backend', from: 'it has a port' }
}

/** The package.json of a folder, or undefined when there is none that can be read. */
function packageOf(texts: FolderTexts, folder: string): PackageJson | undefined {
  const text = texts.packages.get(posix.join(folder, 'package.json'))
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // A broken package.json is not what is looked for here.
    return undefined
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
