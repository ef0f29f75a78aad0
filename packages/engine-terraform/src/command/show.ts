import { planFile } from './plan.js'

/** Arguments that show a plan as JSON. Pure. https://developer.hashicorp.com/terraform/cli/commands/show */
export function buildShowArgs(): string[] {
  return ['show', '-json', planFile]
}
