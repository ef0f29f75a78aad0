/** Passed whenever the worker has them. */
const always = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_*',
  'TF_PLUGIN_CACHE_DIR',
  'TF_CLI_CONFIG_FILE',
]

/**
 * Passed never, also when a template asks: Waybill's own secrets, and what would change which values, state or
 * arguments Terraform works with.
 */
const never = [
  'POSTGRES_*',
  'DATABASE_URL',
  'WAYBILL_*',
  'TF_VAR_*',
  'TF_CLI_ARGS*',
  'TF_DATA_DIR',
  'TF_WORKSPACE',
]

/** Nobody is there to be asked, and nothing calls home. */
const fixed = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' } as const

/**
 * For a run that starts no provider, which would inherit them: Terraform alone collects no garbage before it has
 * allocated 32 MB, which takes a fifth of the CPU time of a short plan away (58 instead of 77 ms, measured with 1.11).
 * The limit keeps a large state from taking the machine's memory. https://pkg.go.dev/runtime#hdr-Environment_Variables
 */
export const patientCollector = { GOGC: '800', GOMEMLIMIT: '1GiB' } as const

export interface EnvironmentOptions {
  /** The worker's environment. */
  readonly worker: Readonly<Record<string, string>>
  /** The template's own values, for names that the worker's environment does not have. */
  readonly template?: Readonly<Record<string, string>>
  /** The template's `env`: names, with `*` at the end for any rest. */
  readonly names: readonly string[]
  readonly pluginCacheDir?: string
}

/** Environment of a Terraform process, from an allow-list. Pure. */
export function buildEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { worker, template = {}, names, pluginCacheDir } = options
  return {
    ...pick({ ...template, ...worker }, names),
    ...pick(worker, always),
    ...(pluginCacheDir === undefined ? {} : { TF_PLUGIN_CACHE_DIR: pluginCacheDir }),
    ...fixed,
  }
}

/** Values that a template's credentials hold, to be masked in the log: by their names, because a region is no secret. */
export function findSecrets(
  environment: Readonly<Record<string, string>>,
  names: readonly string[],
): readonly string[] {
  return Object.entries(environment)
    .filter(([name]) => matchesAny(name, names) && /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH/i.test(name))
    .map(([, value]) => value)
}

function pick(
  environment: Readonly<Record<string, string>>,
  patterns: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => matchesAny(name, patterns) && !matchesAny(name, never)),
  )
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
}
