/** A component as far as it can be told, right or wrong; what is no object has no keys. */
export interface LooseComponent {
  readonly name?: unknown
  readonly type?: unknown
  readonly path?: unknown
  readonly port?: unknown
  readonly dependsOn?: unknown
}

const noComponents: readonly LooseComponent[] = []

/** The components of anything, so that rules find what they can in a manifest that is wrong elsewhere. */
export function looseComponents(manifest: unknown): readonly LooseComponent[] {
  const components = isObject(manifest) ? manifest.components : undefined
  if (!Array.isArray(components)) return noComponents
  return components.every(isObject)
    ? components
    : components.map(component => (isObject(component) ? component : {}))
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
