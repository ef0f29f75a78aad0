import { quote } from '../diagnostic/printable.js'
import { closest } from './closest.js'
import { type Finding, maxCollected } from './finding.js'
import type { JsonPath } from './json-tree.js'
import type { LooseComponent } from './loose-manifest.js'

/** One entry of a `dependsOn` that names another component. */
interface Dependency {
  readonly to: number
  readonly path: JsonPath
}

/** Adds what is wrong with `dependsOn`: unknown names, a component that needs itself, circles. */
export function dependencyFindings(components: readonly LooseComponent[], findings: Finding[]): void {
  // Nearly no manifest has any, and the fast path comes through here.
  if (!components.some(({ dependsOn }) => Array.isArray(dependsOn))) return
  const names = new Map<string, number>()
  components.forEach(({ name }, index) => {
    if (typeof name === 'string' && !names.has(name)) names.set(name, index)
  })
  const edges = components.map((component, index) => dependencies(component, index, names, findings))
  for (const circle of findCircles(edges)) findings.push(circleFinding(circle, components))
}

function dependencies(
  component: LooseComponent,
  index: number,
  names: ReadonlyMap<string, number>,
  findings: Finding[],
): readonly Dependency[] {
  const { name, dependsOn } = component
  if (!Array.isArray(dependsOn)) return []
  const found: Dependency[] = []
  dependsOn.forEach((wanted: unknown, position) => {
    if (typeof wanted !== 'string' || findings.length >= maxCollected) return
    const path = ['components', index, 'dependsOn', position]
    const to = names.get(wanted)
    if (wanted === name) findings.push(itself(wanted, path))
    else if (to === undefined)
      findings.push(
        unknown(
          wanted,
          path,
          [...names.keys()].filter(other => other !== name),
        ),
      )
    else found.push({ to, path })
  })
  return found
}

function itself(name: string, path: JsonPath): Finding {
  return { rule: 'depends-on-itself', path, message: `${quote(name)} depends on itself.`, help: 'Remove it.' }
}

function unknown(wanted: string, path: JsonPath, names: readonly string[]): Finding {
  const meant = closest(wanted, names)
  return {
    rule: 'depends-on-unknown',
    path,
    message: `No component of this app is named ${quote(wanted)}.`,
    help:
      meant === undefined ? 'dependsOn names components of the same app.' : `Did you mean ${quote(meant)}?`,
    ...(meant !== undefined && {
      fix: { title: `Write ${quote(meant)}`, safe: false, newText: JSON.stringify(meant) },
    }),
    absentFrom: ['components'],
  }
}

/** Each circle as the entries that close it, from the component of it that is named first. */
function findCircles(edges: readonly (readonly Dependency[])[]): readonly (readonly Dependency[])[] {
  const circles: Dependency[][] = []
  const state: ('unseen' | 'open' | 'done')[] = edges.map(() => 'unseen')
  const trail: Dependency[] = []
  const visit = (index: number) => {
    state[index] = 'open'
    for (const edge of edges[index] ?? []) {
      trail.push(edge)
      if (state[edge.to] === 'unseen') visit(edge.to)
      else if (state[edge.to] === 'open' && circles.length < maxCollected)
        circles.push(trail.slice(startOf(trail, edge.to)))
      trail.pop()
    }
    state[index] = 'done'
  }
  edges.forEach((_, index) => {
    if (state[index] === 'unseen') visit(index)
  })
  return circles
}

/** Where the trail leaves the component that it comes back to. */
function startOf(trail: readonly Dependency[], target: number): number {
  return trail.findLastIndex(edge => edge.path[1] === target)
}

function circleFinding(circle: readonly Dependency[], components: readonly LooseComponent[]): Finding {
  const stations = circle.map(edge => String(components[Number(edge.path[1])]?.name))
  const [first, ...others] = circle
  return {
    rule: 'depends-on-cycle',
    path: first?.path ?? [],
    message: `Components depend on each other in a circle: ${quote([...stations, stations[0]].join(' → '), 200)}.`,
    help: 'Remove one of these dependencies.',
    related: others.map(edge => ({ path: edge.path, message: 'and here' })),
  }
}
