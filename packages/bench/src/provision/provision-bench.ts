import type { BenchContext } from '../bench-context.js'
import type { Section } from '../measure/report.js'
export async function benchProvision(_: object, __: BenchContext): Promise<Section[]> {
  return []
}
