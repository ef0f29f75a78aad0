import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { WaybillError } from '@waybill/core/manifest'
import { z } from 'zod'
import type { SettingName } from './settings.js'

/** Named servers, so that nobody types URLs and no token is on a command line. */
const profilesSchema = z.strictObject({
  profile: z.string().optional().describe('The one that is used when none is named.'),
  profiles: z.record(
    z.string(),
    z.strictObject({
      server: z.url({ protocol: /^https?$/ }),
      tokenFile: z.string().optional().describe('File that holds the token; relative to this one.'),
    }),
  ),
})

/** `$XDG_CONFIG_HOME/waybill/config.json`, by default below `~/.config`. */
export function profilesFile(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'waybill', 'config.json')
}

/**
 * The settings of a profile: the one that is named, else the file's own choice, else none.
 * @throws WaybillError `CONFIG_INVALID` for a file that does not fit, or a profile that is not in it
 */
export function readProfile(
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): Readonly<Partial<Record<SettingName, string>>> {
  const file = profilesFile(env)
  if (!existsSync(file)) {
    if (name === undefined) return {}
    throw new WaybillError('CONFIG_INVALID', `There is no profile "${name}": ${file} is not there.`, {
      hint: 'It is like {"profiles": {"prod": {"server": "https://…", "tokenFile": "prod.token"}}}.',
    })
  }
  const { profile: usual, profiles } = parseFile(file)
  const chosen = name ?? usual
  if (chosen === undefined) return {}
  const profile = Object.hasOwn(profiles, chosen) ? profiles[chosen] : undefined
  if (!profile)
    throw new WaybillError('CONFIG_INVALID', `There is no profile "${chosen}" in ${file}.`, {
      hint: `It has: ${Object.keys(profiles).join(', ') || 'none'}.`,
    })
  const token = profile.tokenFile && readToken(resolve(dirname(file), profile.tokenFile))
  return { WAYBILL_SERVER: profile.server, ...(token && { WAYBILL_TOKEN: token }) }
}

function parseFile(file: string): z.infer<typeof profilesSchema> {
  try {
    return profilesSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined
    const reason = issue
      ? `${issue.path.join('.')}: ${issue.message}`
      : String(error instanceof Error ? error.message : error)
    throw new WaybillError('CONFIG_INVALID', `${file} does not fit: ${reason}`, { cause: error })
  }
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new WaybillError('CONFIG_INVALID', `The token file ${file} cannot be read.`, { cause: error })
  }
}
