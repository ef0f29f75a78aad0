import { median } from './statistics.js'

/** What a figure has to be, at most or at least. */
export type Target = { readonly most: number } | { readonly least: number }

/** What is counted. `times` figures are ratios. */
export type Unit = 'ms' | 'MB' | 'rps' | 'times'

/** One line of a report: a figure, with the floor of the same run it is compared to, and what was to be reached. */
export interface Finding {
  readonly work: string
  readonly unit: Unit
  readonly value: number
  readonly floor: number | null
  /** `value / floor`; without a floor null. */
  readonly ratio: number | null
  readonly target: Target | null
  /** Whether the target is met: by the ratio where there is a floor, else by the value. Null without a target. */
  readonly met: boolean | null
  /** Every sample of the value and of the floor, in the order measured. */
  readonly samples: { readonly value: readonly number[]; readonly floor: readonly number[] }
}

/** What a finding is made of. */
export interface FindingInput {
  readonly work: string
  readonly unit: Unit
  readonly value: readonly number[]
  readonly floor?: readonly number[]
  readonly target?: Target
  /** How samples become one figure. @default the median */
  readonly summary?: (samples: readonly number[]) => number
}

/** Makes a finding of samples. */
export function makeFinding({ work, unit, target, summary = median, ...samples }: FindingInput): Finding {
  const value = summary(samples.value)
  const floor = samples.floor ? summary(samples.floor) : null
  const ratio = floor === null ? null : value / floor
  return {
    work,
    unit,
    value,
    floor,
    ratio,
    target: target ?? null,
    met: target ? isMet(ratio ?? value, target) : null,
    samples: { value: samples.value, floor: samples.floor ?? [] },
  }
}

function isMet(figure: number, target: Target): boolean {
  return 'most' in target ? figure <= target.most : figure >= target.least
}
