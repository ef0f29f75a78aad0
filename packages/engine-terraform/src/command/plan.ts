import type { RunKind } from '@waybill/core'
import { lockTimeout } from './lock-timeout.js'

/** Where `plan` leaves what `apply` does, in the module's folder. */
export const planFile = 'waybill.tfplan'

/** Arguments of the plan of a run. Pure. https://developer.hashicorp.com/terraform/cli/commands/plan */
export function buildPlanArgs(kind: RunKind): string[] {
  const common = ['plan', '-json', '-input=false', lockTimeout, `-out=${planFile}`]
  if (kind === 'destroy') return [...common, '-destroy']
  if (kind === 'refresh') return [...common, '-refresh-only']
  return common
}
