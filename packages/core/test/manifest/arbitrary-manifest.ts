import fc from 'fast-check'
import { componentTypes, type Manifest } from '../../src/manifest/manifest.js'

/** Text that a manifest may hold: anything but NUL and halves of surrogate pairs. */
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter(value => !value.includes('\0'))
/** A key that JSON and JavaScript take alike; it is not dropped and not ours. */
const ownKey = text.filter(key => key !== '__proto__')
const filled = text.filter(value => value.trim() !== '' && value.length <= 100)
const annotations = fc.dictionary(ownKey, text, { maxKeys: 3 })

const component = fc.record(
  {
    type: fc.constantFrom(...componentTypes),
    path: filled,
    port: fc.option(fc.integer({ min: 1, max: 65535 })),
    description: text,
    annotations,
  },
  { requiredKeys: ['type', 'path'] },
)

/** Manifests without errors: names are unique, and dependencies lead to earlier components. */
export const arbitraryManifest: fc.Arbitrary<Manifest> = fc.record(
  {
    appName: filled,
    components: fc.array(fc.tuple(component, fc.infiniteStream(fc.nat())), { maxLength: 6 }).map(items =>
      items.map(([item, numbers], index) => ({
        name: `c${index}`,
        ...item,
        ...(index > 0 && { dependsOn: [`c${(numbers.next().value ?? 0) % index}`] }),
      })),
    ),
    $schema: text,
    description: text,
    owner: text,
    tags: fc.array(text, { maxLength: 3 }),
    links: fc.array(fc.record({ url: fc.webUrl(), title: text }, { requiredKeys: ['url'] }), {
      maxLength: 2,
    }),
    annotations,
  },
  { requiredKeys: ['appName', 'components'] },
)
