import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import type { Finding } from './finding.js'

/** One section of a bench: what it was done with, and what came out. */
export interface Section {
  readonly title: string
  readonly findings: readonly Finding[]
  /** What a reader has to know to read the figures. */
  readonly notes: readonly string[]
}

/** Everything one bench found, on which machine. */
export interface Report {
  readonly bench: string
  readonly startedAt: string
  readonly machine: Machine
  readonly sections: readonly Section[]
}

export interface Machine {
  readonly node: string
  readonly system: string
  readonly cores: number
  readonly cpu: string
  readonly memoryGb: number
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  return {
    node: process.version,
    system: `${type()} ${release()}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1e9),
  }
}

/** The findings whose target was missed. */
export function missed(report: Report): readonly Finding[] {
  return report.sections.flatMap(({ findings }) => findings).filter(({ met }) => met === false)
}
