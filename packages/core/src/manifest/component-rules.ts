import { quote } from '../diagnostic/printable.js'
import type { Finding } from './finding.js'
import type { LooseComponent } from './loose-manifest.js'

/** A label as Kubernetes and most clouds take it: RFC 1123, in small letters. */
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Whether a text has characters, but only spaces. */
export function isBlank(text: string): boolean {
  return text.length > 0 && text.trim() === ''
}

/** Adds what is wrong with single components, and with their names among each other. */
export function componentFindings(components: readonly LooseComponent[], findings: Finding[]): void {
  const firstUse = new Map<string, number>()
  components.forEach((component, index) => {
    const { name, path } = component
    if (typeof name === 'string' && name !== '') nameFindings(name, index, firstUse, findings)
    if (typeof path === 'string' && isBlank(path))
      findings.push({
        rule: 'empty-text',
        path: ['components', index, 'path'],
        message: '"path" has only spaces.',
      })
    if ((component.port ?? null) === null) portFinding(component, index, findings)
  })
}

function nameFindings(name: string, index: number, firstUse: Map<string, number>, findings: Finding[]): void {
  const path = ['components', index, 'name']
  const folded = name.toLowerCase()
  const first = firstUse.get(folded)
  if (first === undefined) firstUse.set(folded, index)
  else findings.push(duplicateName(name, index, first))
  if (isBlank(name)) findings.push({ rule: 'empty-text', path, message: '"name" has only spaces.' })
  else if (!dnsLabel.test(name)) findings.push(notDnsLabel(name, index))
}

function duplicateName(name: string, index: number, first: number): Finding {
  return {
    rule: 'duplicate-component',
    path: ['components', index, 'name'],
    message: `Another component of this app is named ${quote(name)} already.`,
    help: 'Capital and small letters are the same in component names.',
    related: [{ path: ['components', first, 'name'], message: 'the name is first used here' }],
  }
}

function notDnsLabel(name: string, index: number): Finding {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '')
  return {
    rule: 'name-not-dns-label',
    path: ['components', index, 'name'],
    message: `${quote(name)} cannot be part of a host name.`,
    help: label ? `A name such as "${label}" can.` : 'Use a-z, 0-9 and - only.',
  }
}

function portFinding({ type, port }: LooseComponent, index: number, findings: Finding[]): void {
  if (type !== 'frontend' && type !== 'backend') return
  const component = ['components', index]
  const place =
    port === null
      ? ({ path: [...component, 'port'] } as const)
      : ({ path: component, part: 'opening', absentFrom: component } as const)
  const message = `A ${type} without a port: a workspace has no endpoint for it.`
  findings.push({ rule: 'port-missing', ...place, message, help: 'Add "port", or make it a worker.' })
}
