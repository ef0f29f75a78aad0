import type { TemplateFile } from '@waybill/core'

/** Blocks that bring in providers or modules. HCL begins each block on a line of its own. */
const bringsProviders = /^\s*(?:module|provider|required_providers|backend|cloud|provider_meta)\s*["{a-z]/m
/** Blocks that need the provider of their type; only those of the built-in one are there without `init`. */
const typedBlock = /^\s*(?:resource|data|ephemeral|action|list)[ \t]+(?![=.[(])"?([\w-]+)/gm

/**
 * Whether a template has to be prepared by `init` before it can be planned. One that uses nothing but the
 * built-in provider (`terraform_data`, `terraform_remote_state`) runs without (measured with Terraform 1.11);
 * neither may the state hold resources of other providers. A wrong yes costs a process, a wrong no the run:
 * whatever cannot be read surely is a yes. Pure.
 */
export function needsInit(files: readonly TemplateFile[], stateProviders: readonly string[]): boolean {
  if (stateProviders.length > 0) return true
  return files.filter(isConfiguration).some(file => {
    const text = Buffer.from(file.bytes).toString('utf8')
    return !file.path.endsWith('.tf') || needsProviders(stripLineComments(text))
  })
}

/** Terraform reads the top folder only; folders below are modules, which only a `module` block brings in. */
function isConfiguration({ path }: TemplateFile): boolean {
  return !path.includes('/') && /\.(tf|tofu)(\.json)?$/.test(path)
}

function needsProviders(text: string): boolean {
  if (text.includes('/*') || bringsProviders.test(text)) return true
  return [...text.matchAll(typedBlock)].some(([, type = '']) => !type.startsWith('terraform_'))
}

/** Comments on lines of their own, where prose would look like blocks. */
function stripLineComments(text: string): string {
  return text.replace(/^[ \t]*(#|\/\/).*$/gm, '')
}
