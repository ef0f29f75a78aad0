import { describe, type Suite } from 'mocha'
import { hasTerraform } from './workshop.js'

/** A suite on the real CLI. Without it its tests are pending, so that the reporter counts and names them. */
export function describeTerraform(title: string, define: (this: Suite) => void): void {
  if (hasTerraform) describe(title, define)
  else describe.skip(`${title} (terraform is not on PATH)`, define)
}
