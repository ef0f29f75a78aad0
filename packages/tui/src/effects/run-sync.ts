import type { SyncOptionsInput, SyncReport, Waybill } from '@waybill/core'
/** Tells how far a call has come, in words for the person. */
export type OnProgress = (text: string) => void

const lookMs = 200

/** Syncs and tells how far it has come; a dry run, which nobody else can see, only how it ended. */
export async function runSync(
  { catalog }: Pick<Waybill, 'catalog'>,
  { dryRun = false, force = false }: SyncOptionsInput,
  onProgress: OnProgress,
): Promise<SyncReport> {
  if (dryRun) return catalog.sync({ dryRun, force })
  let report = await catalog.startSync({ force })
  let seen = 0
  while (report.status === 'running') {
    const { found } = report.counts
    onProgress(
      found === 0 ? 'begins' : found > seen ? `reads, ${found} apps so far` : `${found} apps, compares`,
    )
    seen = found
    await new Promise(resolve => setTimeout(resolve, lookMs))
    report = await catalog.getSync(report.id)
  }
  return report
}
