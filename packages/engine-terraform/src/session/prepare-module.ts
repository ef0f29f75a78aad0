import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TemplateVersion } from '@waybill/core'
import type { EngineProgram } from '../command/engine-program.js'
import type { InitCache } from '../directory/init-cache.js'
import type { ModuleFiles } from '../directory/module-files.js'
import { needsInit } from '../directory/needs-init.js'
import { type ProviderStore, readLockFile } from '../directory/provider-store.js'
import { withHostLock } from '../process/host-lock.js'

/** Runs `init` with these variables beside its environment. */
export type RunInit = (variables: Readonly<Record<string, string>>) => Promise<void>

/** Prepares a module, by `runInit` only where there is no other way. */
export type InitPlan = (signal: AbortSignal, runInit: RunInit) => Promise<void>

export interface PrepareModuleOptions {
  readonly template: TemplateVersion
  readonly stateProviders: readonly string[]
  /** Lock file of an approved plan, which is applied with exactly its providers. */
  readonly lock?: Buffer | undefined
  readonly program: EngineProgram
  readonly files: ModuleFiles
  readonly cache: InitCache
  /** Terraform's own cache of providers, if the operator wants one; else Waybill's own store serves. */
  readonly pluginCacheDir: string | undefined
  readonly note: (message: string) => void
}

/**
 * How a module gets its providers and modules: not at all, from what an earlier run of the same template version
 * has prepared on this host, or by `init`. Only one `init` per template version runs at a time; where Terraform's
 * own plugin cache is used, which is not safe for two (hashicorp/terraform#31964), only one per cache.
 */
export function planInit(options: PrepareModuleOptions): InitPlan {
  const { template, stateProviders, lock, program, files, cache, pluginCacheDir, note } = options
  if (!needsInit(template.files, stateProviders)) return () => Promise.resolve()
  const key = { templateVersion: template.version, stateProviders, program }
  const entry = cache.entryOf({ ...key, lock })
  return async (signal, runInit) => {
    signal.throwIfAborted()
    // Mostly the plan was made with what any run of this template version gets here.
    if (lock && (await cache.use(cache.entryOf(key), files, lock))) return
    if (await cache.use(entry, files)) return
    await withHostLock(`${entry}.lock`, signal, async () => {
      if (await cache.use(entry, files)) return
      note('Preparing the template: once per version on this host.')
      if (pluginCacheDir) await initWithPluginCache(pluginCacheDir, signal, runInit)
      else await initWithStore(cache.providers, files, runInit)
      await cache.keep(entry, files)
    })
  }
}

function initWithPluginCache(directory: string, signal: AbortSignal, runInit: RunInit): Promise<void> {
  return withHostLock(join(directory, '.waybill-init.lock'), signal, () => runInit({}))
}

async function initWithStore(store: ProviderStore, files: ModuleFiles, runInit: RunInit): Promise<void> {
  const cache = await store.openCache(await readLockFile(files.lock))
  try {
    await runInit({ TF_PLUGIN_CACHE_DIR: cache })
    await store.keep(files.data, cache)
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}
