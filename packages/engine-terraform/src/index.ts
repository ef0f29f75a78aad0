export type {
  CheckTerraformTemplateOptions,
  TerraformTemplateCheck,
} from './check/check-terraform-template.js'
export { checkTerraformTemplate } from './check/check-terraform-template.js'
export type { TerraformEngine } from './terraform-engine.js'
export { terraformEngine } from './terraform-engine.js'
export type { TerraformEngineOptions } from './terraform-engine-options.js'
