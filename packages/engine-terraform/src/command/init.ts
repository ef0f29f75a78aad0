import gte from 'semver/functions/gte.js'
import type { EngineProgram } from './engine-program.js'

/** `init -json` came with Terraform 1.9 and OpenTofu 1.7 (their changelogs); before, init writes text. */
const jsonSince = { terraform: '1.9.0', tofu: '1.7.0' } as const

/**
 * Arguments of the preparation of a module: it installs modules and the providers of configuration and state.
 * Pure. https://developer.hashicorp.com/terraform/cli/commands/init
 */
export function buildInitArgs({ name, version }: Pick<EngineProgram, 'name' | 'version'>): string[] {
  const output = gte(version, jsonSince[name]) ? ['-json'] : ['-no-color']
  return ['init', ...output, '-input=false']
}
