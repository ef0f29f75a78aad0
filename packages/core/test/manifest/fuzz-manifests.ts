/** A small generator of random numbers with a seed (mulberry32), so that a found case can be made again. */
export class Random {
  #state: number
  constructor(seed: number) {
    this.#state = seed >>> 0
  }
  /** From 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0]
  }
}

const keys = [
  'appName',
  'description',
  'components',
  'name',
  'type',
  'path',
  'port',
  'owner',
  'tags',
  'links',
  'url',
  'annotations',
  'dependsOn',
  'x-own',
  '$schema',
  'x-waybill-ignore',
  'WB213',
  '__proto__',
  'constructor',
  '',
  'ключ',
  '\u0000',
] as const
const texts = [
  '',
  ' ',
  'web',
  'frontend',
  'worker',
  './web',
  '..',
  '/',
  'a'.repeat(101),
  '\ud800',
  '\u0000',
  '日本',
  '👩‍💻',
  '\u202e',
  'https://x.example',
  'javascript:1',
  '"',
  '\\',
  '3000',
] as const
const numbers = [0, -0, 1, 3000, 65535, 65536, 1.5, -1, 1e21, 1e308, Number.MIN_VALUE, 2 ** 53] as const
const fragments = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  "'",
  '\\',
  '//',
  '/*',
  '*/',
  '\n',
  '\r',
  '\t',
  '\u0000',
  '\ufeff',
  'null',
  'True',
  'NaN',
  '-',
  '01',
  '1e',
  '+1',
  '\\u12',
  '\\ud800',
  '"a":',
  '\u2028',
  '“',
  '```',
  '🙂',
  '\u00a0',
] as const

/** A manifest that is nearly one, or not at all, as bytes. */
export function fuzzManifest(random: Random): Uint8Array {
  switch (random.below(4)) {
    case 0:
      return Buffer.from(JSON.stringify(looseManifest(random), undefined, random.below(3)) ?? '')
    case 1:
      return mutated(random, Buffer.from(JSON.stringify(looseManifest(random), undefined, 2) ?? ''))
    case 2:
      return Buffer.from(Array.from({ length: random.below(60) }, () => random.pick(fragments)).join(''))
    default:
      return Buffer.from(Array.from({ length: random.below(80) }, () => random.below(256)))
  }
}

function looseManifest(random: Random): unknown {
  if (random.below(20) === 0) return looseValue(random, 0)
  return {
    appName: random.below(8) === 0 ? looseValue(random, 0) : 'Shop',
    components:
      random.below(8) === 0
        ? looseValue(random, 0)
        : Array.from({ length: random.below(4) }, (_, index) => ({
            name: random.below(4) === 0 ? looseValue(random, 2) : `c${index}`,
            type:
              random.below(4) === 0 ? looseValue(random, 2) : random.pick(['frontend', 'backend', 'worker']),
            path: random.below(4) === 0 ? looseValue(random, 2) : `./c${index}`,
            ...(random.below(2) === 0 && { port: looseValue(random, 2) }),
            ...(random.below(3) === 0 && { [random.pick(keys)]: looseValue(random, 1) }),
          })),
    ...(random.below(2) === 0 && { [random.pick(keys)]: looseValue(random, 0) }),
  }
}

function looseValue(random: Random, depth: number): unknown {
  const kind = random.below(depth > 4 ? 4 : 6)
  if (kind === 0) return random.pick([null, true, false])
  if (kind === 1) return random.pick(numbers)
  if (kind < 4) return random.pick(texts)
  const items = Array.from({ length: random.below(4) }, () => looseValue(random, depth + 1))
  return kind === 4 ? items : Object.fromEntries(items.map(item => [random.pick(keys), item]))
}

/** Cut, doubled, overwritten, with something in between. */
function mutated(random: Random, bytes: Uint8Array): Uint8Array {
  let result = Buffer.from(bytes)
  for (let round = random.below(4); round >= 0; round--) {
    const at = random.below(result.length + 1)
    const to = Math.min(result.length, at + random.below(12))
    const between = random.pick([
      Buffer.from(random.pick(fragments)),
      Buffer.from([random.below(256)]),
      result.subarray(at, to),
      Buffer.alloc(0),
    ])
    const rest = result.subarray(random.below(2) === 0 ? at : to)
    result = Buffer.concat(
      random.below(25) === 0 ? [result.subarray(0, at)] : [result.subarray(0, at), between, rest],
    )
  }
  return result
}
