import type { RelatedPlace } from '../diagnostic/diagnostic.js'
import { quote } from '../diagnostic/printable.js'
import type { SourceFolder } from '../source/source.js'
import { dockerfilePorts, type ExposedPorts } from './dockerfile-ports.js'
import type { Finding } from './finding.js'
import type { JsonPath } from './json-tree.js'
import { type LooseComponent, looseComponents } from './loose-manifest.js'
import { lineStarts, positionsOf } from './text-positions.js'

/** A component whose path can be looked at. */
interface Place {
  readonly folder: SourceFolder
  readonly index: number
  /** As the manifest has it. */
  readonly path: string
  /** Where the manifest says so. */
  readonly at: JsonPath
}

/** What is wrong with the files of a manifest's components, as far as their paths can be told. */
export function componentFileFindings(manifest: unknown, folder: SourceFolder): readonly Finding[] {
  const findings: Finding[] = []
  looseComponents(manifest).forEach((component, index) => {
    const { path } = component
    // Without a usable path there is nothing to look at, and it has its own diagnostic.
    if (typeof path !== 'string' || path.trim() === '' || path.includes('\0')) return
    const place = { folder, index, path, at: ['components', index, 'path'] }
    const finding = isAbsolute(path) ? pathAbsolute(place) : dockerfileFinding(component, place)
    if (finding) findings.push(finding)
  })
  return findings
}

/** On any system: a path of another one is as wrong. */
function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[a-zA-Z]:[/\\])/.test(path)
}

function pathAbsolute({ path, at }: Place): Finding {
  const relative = path.replace(/^(?:[a-zA-Z]:)?[/\\]+/, './').replaceAll('\\', '/')
  const help = `Write it relative to the app's folder, such as ${quote(relative)}.`
  return { rule: 'path-absolute', path: at, message: `${quote(path)} is an absolute path.`, help }
}

function dockerfileFinding(component: LooseComponent, place: Place): Finding | undefined {
  const { folder, path } = place
  const file = dockerfileOf(path)
  // Read first where there is something to compare with: the fact comes with it, at no further call.
  const text = isPort(component.port) ? folder.readText(file) : undefined
  const fact = folder.inspect(file)
  switch (fact.kind) {
    case 'file':
      return text === undefined ? undefined : exposeFinding(Number(component.port), text, place)
    case 'directory':
      return { rule: 'dockerfile-not-a-file', path: place.at, message: `${quote(file)} is a folder.` }
    case 'outside':
      return pathOutside(place)
    case 'unreadable':
      return unreadable(place, fact.reason)
    case 'missing':
      return missing(place)
  }
}

/** Any other has a diagnostic of its own. */
function isPort(port: unknown): port is number {
  return Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65535
}

/** Path of a component's Dockerfile, relative to the app's folder, as people would write it. */
function dockerfileOf(path: string): string {
  const plain = path.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '')
  return plain === '.' || plain === '' ? 'Dockerfile' : `${plain}/Dockerfile`
}

function pathOutside({ at, path }: Place): Finding {
  const message = `${quote(path)} leads out of the app's folder.`
  return { rule: 'path-outside', path: at, message, help: 'Move the component into the folder of its app.' }
}

function unreadable({ at, path }: Place, reason: string): Finding {
  const message = `${quote(dockerfileOf(path))} cannot be read: ${reason}.`
  return { rule: 'dockerfile-unreadable', path: at, message }
}

/** Says which part of the path is not there. */
function missing(place: Place): Finding {
  const { folder, path, at } = place
  const directory = dockerfileOf(path).replace(/\/?Dockerfile$/, '') || '.'
  const fact = folder.inspect(directory)
  switch (fact.kind) {
    case 'directory':
      return dockerfileMissing(place, directory)
    case 'file':
      return pathIsFile(place)
    case 'outside':
      return pathOutside(place)
    case 'unreadable':
      return unreadable(place, fact.reason)
    case 'missing':
      return {
        rule: 'path-missing',
        path: at,
        message: `There is no folder ${quote(path)}.`,
        ...pathHelp(place),
      }
  }
}

function dockerfileMissing({ folder, at, path }: Place, directory: string): Finding {
  const other = ['dockerfile', 'Containerfile'].find(
    name => folder.inspect(`${directory}/${name}`).kind === 'file',
  )
  const help = other ? `There is a ${other}; rename it.` : 'Add one, or correct the path.'
  return { rule: 'dockerfile-missing', path: at, message: `There is no Dockerfile in ${quote(path)}.`, help }
}

function pathIsFile({ at, path }: Place): Finding {
  const message = `${quote(path)} is a file, not a folder.`
  const parent = path.replace(/\/?[^/]*\/*$/, '') || '.'
  return {
    rule: 'path-not-a-folder',
    path: at,
    message,
    help: `Write the folder that holds it: ${quote(parent)}.`,
  }
}

/** On Windows people write `\`; that reads as part of a name elsewhere. */
function pathHelp({ folder, path }: Place): Pick<Finding, 'help' | 'fix'> {
  const slashed = path.replaceAll('\\', '/')
  if (slashed === path || folder.inspect(dockerfileOf(slashed)).kind !== 'file')
    return { help: "Paths are relative to the app's folder." }
  const fix = { title: 'Write / for \\', safe: true, newText: JSON.stringify(slashed) }
  return { help: `Write it with /: ${quote(slashed)}.`, fix }
}

function exposeFinding(port: number, text: string, place: Place): Finding | undefined {
  if (clearlyExposes(text, port)) return undefined
  const exposed = dockerfilePorts(text)
  const [first] = exposed ?? []
  if (!exposed || !first || exposed.some(({ ports }) => ports.includes(port))) return undefined
  const named = [...new Set(exposed.flatMap(({ ports }) => ports))]
  const list = `${named.slice(0, 5).join(', ')}${named.length > 5 ? ', …' : ''}`
  return {
    rule: 'expose-disagrees',
    path: ['components', place.index, 'port'],
    message: `The port is ${port}, but the Dockerfile exposes ${list}.`,
    help: 'Write the port that the program listens on, in both places.',
    places: [exposePlace(first, text, place)],
  }
}

/** The usual case, told without taking the Dockerfile apart: a line of its own in what follows the last FROM. */
function clearlyExposes(text: string, port: number): boolean {
  const line = `\nEXPOSE ${port}`
  const index = text.indexOf(line, Math.max(0, text.lastIndexOf('\nFROM ')))
  return index !== -1 && /^[\r\n]/.test(text.slice(index + line.length, index + line.length + 1))
}

function exposePlace(exposed: ExposedPorts, text: string, { folder, path }: Place): RelatedPlace {
  const start = (lineStarts(text)[exposed.line - 1] ?? 0) + exposed.column
  return {
    message: `exposes ${exposed.ports.slice(0, 5).join(', ')} here`,
    file: `${folder.folder}/${dockerfileOf(path)}`,
    range: positionsOf(text).range(start, start + exposed.length),
  }
}
