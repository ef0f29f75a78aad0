/** Passed whenever they are there: how Git finds its programs, keys, proxies and certificates. */
const always: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'GIT_SSH_COMMAND',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
])

const defaultPath = '/usr/local/bin:/usr/bin:/bin'

/**
 * Environment of a Git process, from an allow-list. Nobody is asked for anything, messages are in English, only
 * files, HTTPS and SSH are spoken, and what is missing in a partial clone is not fetched behind one's back.
 */
export function gitEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed: Record<string, string> = { PATH: defaultPath }
  for (const [name, value] of Object.entries(env))
    if (always.has(name) && value !== undefined) passed[name] = value
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20',
    ...passed,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: 'file:https:ssh',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
  }
}

/** In front of every command: whatever a repository is set up to run, it is not run. */
export const safeConfig: readonly string[] = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'credential.interactive=false',
  '-c',
  'gc.autoDetach=false',
]
