import type { Manifest } from '@waybill/core'

/** What of a manifest is another than before, for people: its keys, with the names of components; `new` at first. */
export function changedKeys(before: Manifest | undefined, after: Manifest): readonly string[] {
  if (before === undefined) return ['new']
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const other = keys.filter(key => key !== 'components' && !isSame(Object(before)[key], Object(after)[key]))
  return [...other, ...changedComponents(before, after)]
}

function changedComponents(before: Manifest, after: Manifest): readonly string[] {
  const old = new Map(before.components.map(component => [component.name, component]))
  const now = new Map(after.components.map(component => [component.name, component]))
  return [
    ...[...now].filter(([name]) => !old.has(name)).map(([name]) => `+${name}`),
    ...[...now]
      .filter(([name, component]) => old.has(name) && !isSame(old.get(name), component))
      .map(([name]) => `~${name}`),
    ...[...old].filter(([name]) => !now.has(name)).map(([name]) => `-${name}`),
  ]
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
