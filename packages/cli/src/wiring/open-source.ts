import { join } from 'node:path'
import { directorySource, gitSource, type Source } from '@waybill/core'
import type { Project } from './project.js'

/** Where the apps of a project are read from. Copies of remote repositories are kept in the data directory. */
export function openSource({ loaded, apps, dataDir }: Project): Source {
  const { WAYBILL_SOURCE, WAYBILL_SOURCE_REF, WAYBILL_SOURCE_FOLDER } = loaded.values
  if (WAYBILL_SOURCE === undefined) return directorySource(apps.path ?? join(process.cwd(), 'apps'))
  return gitSource({
    repository: WAYBILL_SOURCE,
    ref: WAYBILL_SOURCE_REF,
    folder: WAYBILL_SOURCE_FOLDER,
    cacheDir: join(dataDir, 'sources'),
    env: process.env,
  })
}
