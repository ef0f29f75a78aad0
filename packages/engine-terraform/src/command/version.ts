import { z } from 'zod'

/** Arguments that ask a program for its version. Pure. */
export function buildVersionArgs(): string[] {
  return ['version', '-json']
}

const versionSchema = z.object({ terraform_version: z.string() })

/**
 * Reads what `version -json` writes; undefined when it is something else. Warnings about the CLI's configuration
 * are plain text around it. OpenTofu uses the same key. Pure.
 */
export function parseVersion(text: string): string | undefined {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
  try {
    const parsed = versionSchema.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data.terraform_version : undefined
  } catch {
    // Not JSON: another program of the same name.
    return undefined
  }
}
