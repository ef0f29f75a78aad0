import { makeRandom, pick, type Random, wholeNumber } from '../catalog/random.js'

/** What a blow does to its victim. */
export const blowKinds = [
  'kill worker',
  'stop worker',
  'cut worker off',
  'kill server',
  'stop server',
  'cut server off',
  'kill supervisor',
  'stop supervisor',
  'kill worker and supervisors',
  'kill terraform',
  'stop terraform',
  'kill machine',
  'lose machine',
  'kill database',
  'stop database',
] as const
export type BlowKind = (typeof blowKinds)[number]

/** One blow, planned before anything runs: the same seed always plans the same ones. */
export interface Blow {
  readonly number: number
  /** After the one before, in ms. */
  readonly afterMs: number
  readonly kind: BlowKind
  /** In [0, 1): which one of those that there are then. */
  readonly victim: number
  /** How long it stays stopped, cut off or down, in ms. */
  readonly lastsMs: number
}

/** How often each kind comes, and how long it lasts: some outlast a lease, most do not. */
const kinds: readonly {
  readonly kind: BlowKind
  readonly weight: number
  readonly lastsMs: [number, number]
}[] = [
  { kind: 'kill worker', weight: 20, lastsMs: [100, 9000] },
  { kind: 'stop worker', weight: 8, lastsMs: [200, 9000] },
  { kind: 'cut worker off', weight: 9, lastsMs: [200, 9000] },
  { kind: 'kill server', weight: 7, lastsMs: [100, 1000] },
  { kind: 'stop server', weight: 3, lastsMs: [200, 4000] },
  { kind: 'cut server off', weight: 3, lastsMs: [200, 4000] },
  { kind: 'kill supervisor', weight: 9, lastsMs: [0, 0] },
  { kind: 'stop supervisor', weight: 4, lastsMs: [200, 9000] },
  { kind: 'kill worker and supervisors', weight: 8, lastsMs: [100, 3000] },
  { kind: 'kill terraform', weight: 9, lastsMs: [0, 0] },
  { kind: 'stop terraform', weight: 5, lastsMs: [200, 9000] },
  { kind: 'kill machine', weight: 6, lastsMs: [100, 12000] },
  { kind: 'lose machine', weight: 6, lastsMs: [100, 3000] },
  { kind: 'kill database', weight: 5, lastsMs: [0, 0] },
  { kind: 'stop database', weight: 4, lastsMs: [200, 4000] },
]

/** Plans the blows of a run: every kind at least once where there are enough. Pure. */
export function planBlows(seed: number, count: number): readonly Blow[] {
  const random = makeRandom(seed)
  const order = [...kinds].sort(() => random() - 0.5)
  return Array.from({ length: count }, (_, index): Blow => {
    const chosen = order[index] ?? pickWeighted(random)
    const [least, most] = chosen.lastsMs
    return {
      number: index + 1,
      afterMs: wholeNumber(random, 200, 1700),
      kind: chosen.kind,
      victim: random(),
      // Squared: short ones are more frequent.
      lastsMs: Math.round(least + (most - least) * random() ** 2),
    }
  })
}

function pickWeighted(random: Random) {
  const [first, ...others] = kinds.flatMap(kind => Array.from({ length: kind.weight }, () => kind))
  if (first === undefined) throw new Error('there are kinds')
  return pick(random, [first, ...others])
}
