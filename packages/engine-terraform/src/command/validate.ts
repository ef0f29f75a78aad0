/** Arguments of the check of a module. Pure. https://developer.hashicorp.com/terraform/cli/commands/validate */
export function buildValidateArgs(): string[] {
  return ['validate', '-json', '-no-color']
}
