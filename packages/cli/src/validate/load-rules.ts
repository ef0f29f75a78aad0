import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkExtraRules, type ExtraRule, WaybillError } from '@waybill/core/manifest'

/**
 * Rules of one's own: what a module exports as `rules`.
 * @throws WaybillError `CONFIG_INVALID` when it cannot be loaded, `INVALID_INPUT` for a rule that is none
 */
export async function loadRules(path: string | undefined, cwd: string): Promise<readonly ExtraRule[]> {
  if (path === undefined) return []
  const { rules } = await load(path, cwd)
  if (!Array.isArray(rules))
    throw new WaybillError('CONFIG_INVALID', `${path} exports no list \`rules\`.`, {
      hint: 'It is an ES module: export const rules = [{ code: "acme/…", severity, title, why, check }].',
    })
  checkExtraRules(rules)
  return rules
}

async function load(path: string, cwd: string): Promise<{ readonly rules?: unknown }> {
  try {
    return await import(pathToFileURL(resolve(cwd, path)).href)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new WaybillError('CONFIG_INVALID', `The rules of ${path} cannot be loaded: ${reason}`, {
      hint: 'Name an ES module; one in TypeScript is compiled first, or run by a Node that reads it.',
      cause: error,
    })
  }
}
