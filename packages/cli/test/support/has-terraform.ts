import { spawnSync } from 'node:child_process'

/** Whether the real Terraform is here. */
export const hasTerraform = spawnSync('terraform', ['version']).status === 0
