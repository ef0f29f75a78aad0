import { posix } from 'node:path'
import { parse } from 'yaml'

/** A service of a compose file that is built here. */
export interface ComposeService {
  readonly name: string
  /** Folder with its Dockerfile, relative to the compose file. */
  readonly context: string
  readonly ports: readonly number[]
  readonly dependsOn: readonly string[]
}

/** What a compose file says, as far as it can be told. */
export interface Compose {
  readonly name: string | undefined
  readonly services: readonly ComposeService[]
}

type Loose = Readonly<Record<string, unknown>>

/** Reads a compose file; undefined when it is none. Variables count with their defaults. */
export function readCompose(text: string): Compose | undefined {
  const file = parseYaml(text)
  if (!isObject(file) || !isObject(file.services)) return undefined
  const services = Object.entries(file.services).flatMap(([name, service]) => {
    const context = isObject(service) ? contextOf(service.build) : undefined
    if (!isObject(service) || context === undefined) return []
    const ports = [...list(service.ports), ...list(service.expose)].flatMap(portOf)
    const { depends_on: depends } = service
    const dependsOn = isObject(depends) ? Object.keys(depends) : list(depends).map(String)
    return [{ name, context, ports: [...new Set(ports)], dependsOn }]
  })
  return { name: typeof file.name === 'string' ? file.name : undefined, services }
}

function parseYaml(text: string): unknown {
  try {
    return parse(text)
  } catch {
    // It is told as a file that could not be read; a manifest can be written without it.
    return undefined
  }
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Only what is built in this folder, by a Dockerfile of that name. */
function contextOf(build: unknown): string | undefined {
  const context = isObject(build) ? (build.context ?? '.') : build
  if (typeof context !== 'string') return undefined
  const dockerfile = isObject(build) && typeof build.dockerfile === 'string' ? build.dockerfile : 'Dockerfile'
  const path = posix.normalize(posix.join(context, dockerfile))
  if (path.startsWith('..') || path.startsWith('/') || /^[a-z]+:/.test(context)) return undefined
  return posix.basename(path) === 'Dockerfile' ? posix.dirname(path) : undefined
}

/** `80`, `"8080:80"`, `"127.0.0.1:8080:80/tcp"`, `{target: 80}`: the port inside of the container. */
function portOf(value: unknown): readonly number[] {
  const target = isObject(value) ? value.target : value
  const text = String(target).replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1')
  const port = Number(/^(?:.*:)?(\d+)(?:\/tcp)?$/.exec(text)?.[1])
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? [port] : []
}
