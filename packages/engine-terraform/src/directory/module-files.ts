import { join } from 'node:path'
import { planFile } from '../command/plan.js'

/** What lies in the folder where Terraform works, beside the template's own files. */
export interface ModuleFiles {
  readonly directory: string
  readonly variables: string
  readonly state: string
  readonly plan: string
  /** What is to be taken into the state. */
  readonly imports: string
  /** Providers and modules that `init` has installed, or a link to them. */
  readonly data: string
  /** Which versions of providers `init` has chosen. */
  readonly lock: string
}

const names = {
  variables: 'waybill.auto.tfvars.json',
  state: 'terraform.tfstate',
  plan: planFile,
  imports: 'waybill_imports.tf.json',
  data: '.terraform',
} as const

/** Names that a template may not use. */
export const reservedNames: readonly string[] = Object.values(names)

/** Pure. */
export function moduleFiles(directory: string): ModuleFiles {
  return {
    directory,
    variables: join(directory, names.variables),
    state: join(directory, names.state),
    plan: join(directory, names.plan),
    imports: join(directory, names.imports),
    data: join(directory, names.data),
    lock: join(directory, '.terraform.lock.hcl'),
  }
}
