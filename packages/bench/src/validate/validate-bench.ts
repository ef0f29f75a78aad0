import { fileURLToPath } from 'node:url'
import type { BenchContext } from '../bench-context.js'
import { catalogDirectory } from '../catalog/catalog-directory.js'
import { makeFinding } from '../measure/finding.js'
import type { Section } from '../measure/report.js'
import { plainEnvironment, timeProgram } from '../process/run-program.js'
import { inRepository } from '../repository.js'

/** How the check is measured. */
export interface ValidateBenchOptions {
  readonly apps: number
  readonly runs: number
  readonly warmUpRounds: number
  readonly seed: number
}

const targets = { ratio: 1.3, ms: 1000 }
const waybill = inRepository('packages/cli/bin/waybill.js')
const floor = fileURLToPath(new URL('./floor-process.js', import.meta.url))

/** `waybill validate` from spawn to exit, against a program that only reads the same files. */
export async function benchValidate(
  options: ValidateBenchOptions,
  context: BenchContext,
): Promise<Section[]> {
  const { apps, runs, warmUpRounds } = options
  const directory = await catalogDirectory({ ...options, ...context })
  const environment = { cwd: directory, env: plainEnvironment(), signal: context.signal }
  const node = (...args: readonly string[]) => timeProgram(process.execPath, args, environment)
  const samples = { validate: [] as number[], looking: [] as number[], reading: [] as number[] }
  for (let run = 1 - warmUpRounds; run <= runs; run += 1) {
    context.onProgress(run < 1 ? 'warm-up …' : `run ${run} of ${runs} …`)
    const looking = await node(floor, directory)
    const reading = await node(floor, directory, 'all')
    const validate = await node(waybill, 'validate', directory, '--format', 'concise', '--fail-on', 'never')
    if (run < 1) continue
    samples.looking.push(looking)
    samples.reading.push(reading)
    samples.validate.push(validate)
  }
  const value = samples.validate
  return [
    {
      title: `waybill validate of ${apps} apps, median of ${runs}`,
      findings: [
        makeFinding({ work: 'validate', unit: 'ms', value, target: { most: targets.ms } }),
        makeFinding({
          work: 'validate, against the scan',
          unit: 'ms',
          value,
          floor: samples.looking,
          target: { most: targets.ratio },
        }),
        makeFinding({
          work: 'validate, against all it reads',
          unit: 'ms',
          value,
          floor: samples.reading,
          target: { most: targets.ratio },
        }),
      ],
      notes: [
        'Floors: a Node program that reads and parses each manifest and looks for its Dockerfiles; and reads those, too.',
      ],
    },
  ]
}
