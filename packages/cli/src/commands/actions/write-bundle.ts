import { writeFileSync } from 'node:fs'
import { arch, platform, release } from 'node:os'
import { isWaybillError, type Waybill } from '@waybill/core'
import { settingNames } from '../../config/settings.js'
import type { Check } from '../../doctor/check.js'
import { maskSetting } from '../../output/mask-setting.js'
import { packageVersion } from '../../package-version.js'
import { readSettings } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'
import { withWaybill } from '../with-waybill.js'

/** So many of the newest syncs and failed runs. */
const most = 20

/**
 * Writes what somebody else needs to look into a problem: versions, checks, settings, health, the newest syncs and
 * failed runs. No secrets: those of settings are masked, URLs have no credentials, and parameters, outputs, states and
 * logs are left out.
 */
export async function writeBundle(
  args: GlobalArguments,
  file: string,
  checks: readonly Check[],
): Promise<void> {
  const loaded = readSettings(args, process.cwd())
  const bundle = {
    waybill: packageVersion(),
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    settings: settingNames
      .filter(name => loaded.origins[name] !== 'default')
      .map(name => ({ name, value: maskSetting(name, loaded.texts[name]), from: loaded.origins[name] })),
    checks,
    ...(await collect(args)),
  }
  const text = JSON.stringify(bundle, (_, value) => (typeof value === 'string' ? redact(value) : value), 2)
  writeFileSync(file, `${text}\n`, { mode: 0o600 })
}

async function collect(args: GlobalArguments): Promise<object> {
  let found: object = {}
  try {
    await withWaybill(args, async ({ waybill }) => {
      found = await ask(waybill)
      return 0
    })
    return found
  } catch (error) {
    if (!isWaybillError(error)) throw error
    return { unavailable: { code: error.code, message: error.message } }
  }
}

async function ask({ health, catalog, runs }: Waybill): Promise<object> {
  const syncs = await catalog.syncs()
  const failed = await runs.list({ status: ['errored'], limit: most })
  const { total } = await catalog.list({ limit: 1 })
  return {
    health: await health(),
    apps: total,
    syncs: syncs.slice(0, most).map(({ changes: _changes, ...report }) => report),
    failedRuns: failed.items.map(({ id, kind, engine, template, attempt, createdAt, endedAt, error }) => ({
      ...{ id, kind, engine, template, attempt, createdAt, endedAt },
      error: error && { code: error.code, phase: error.phase, message: error.message, hint: error.hint },
    })),
  }
}

/** A text without the user and password that a URL in it may have. */
function redact(text: string): string {
  return text.replaceAll(/\b([a-z][a-z+.-]*:\/\/)[^/@\s'"]+@/gi, '$1')
}
