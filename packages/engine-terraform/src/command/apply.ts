import { lockTimeout } from './lock-timeout.js'
import { planFile } from './plan.js'

/** Arguments that do exactly what was planned. Pure. https://developer.hashicorp.com/terraform/cli/commands/apply */
export function buildApplyArgs(): string[] {
  return ['apply', '-json', '-input=false', lockTimeout, planFile]
}
