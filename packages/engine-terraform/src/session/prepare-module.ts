import { join } from 'node:path'
import type { TemplateVersion } from '@waybill/core'
import type { EngineProgram } from '../command/engine-program.js'
import type { InitCache } from '../directory/init-cache.js'
import type { ModuleFiles } from '../directory/module-files.js'
import { needsInit } from '../directory/needs-init.js'
import { withHostLock } from '../process/host-lock.js'

/** Prepares a module, by `runInit` only where there is no other way. */
export type InitPlan = (signal: AbortSignal, runInit: () => Promise<void>) => Promise<void>

export interface PrepareModuleOptions {
  readonly template: TemplateVersion
  readonly stateProviders: readonly string[]
  /** Lock file of an approved plan, which is applied with exactly its providers. */
  readonly lock?: Buffer | undefined
  readonly program: EngineProgram
  readonly files: ModuleFiles
  readonly cache: InitCache
  /** Terraform's own cache of providers, if it uses one. */
  readonly pluginCacheDir: string | undefined
  readonly note: (message: string) => void
}

/**
 * How a module gets its providers and modules: not at all, from what an earlier run of the same template version
 * has prepared on this host, or by `init`. Only one `init` per template version runs at a time, and only one per
 * plugin cache, which is not safe for two (hashicorp/terraform#31964).
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
      await withPluginCache(pluginCacheDir, signal, runInit)
      await cache.keep(entry, files)
    })
  }
}

function withPluginCache(
  directory: string | undefined,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  return directory ? withHostLock(join(directory, '.waybill-init.lock'), signal, work) : work()
}
