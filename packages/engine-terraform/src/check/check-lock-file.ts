import type { EngineDiagnostic, TemplateVersion } from '@waybill/core'

const lockFile = '.terraform.lock.hcl'

/**
 * What a template leaves open that a committed lock file would pin: `installed` is the lock file after `init`. A
 * provider that Terraform brings along is in none. Pure.
 */
export function checkLockFile(
  { files }: Pick<TemplateVersion, 'files'>,
  installed: string,
): EngineDiagnostic[] {
  const committed = files.find(({ path }) => path === lockFile)
  const pinned = new Set(
    committed === undefined ? [] : listProviders(Buffer.from(committed.bytes).toString()),
  )
  const open = listProviders(installed).filter(provider => !pinned.has(provider))
  if (open.length === 0) return []
  const what =
    committed === undefined ? `There is no ${lockFile}` : `${lockFile} does not name every provider`
  return [
    {
      severity: 'warning',
      summary: what,
      detail: `Each worker takes the newest version that fits of ${open.join(', ')}. Run \`init\` in the template's folder and commit the lock file.`,
      ...{ address: null, file: lockFile, line: null },
    },
  ]
}

function listProviders(lock: string): readonly string[] {
  return [...lock.matchAll(/^provider\s+"([^"]+)"/gm)].map(([, name = '']) => name)
}
