import type { SyncReport } from '@waybill/core'
import { pager } from '../state/ask.js'
import type { State } from '../state/state.js'
import { countOf } from '../text/count-of.js'
import { type Line, span } from '../text/line.js'
import { statusSpan } from '../text/status-span.js'
import { clean } from '../text/text-width.js'
import { shortDuration } from '../text/time.js'

const maxChanges = 500

/** Shows what a sync found and did. */
export function showSyncReport(state: State, report: SyncReport): State {
  return {
    ...state,
    dialog: pager(`Sync ${report.status}${report.dryRun ? ' (dry run)' : ''}`, reportLines(report)),
  }
}

function reportLines(report: SyncReport): readonly Line[] {
  const { counts, changes, source, catalogVersion, durationMs, error } = report
  const done = (['added', 'changed', 'broken', 'recovered', 'moved', 'removed', 'restored'] as const).filter(
    kind => counts[kind] > 0,
  )
  return [
    [span('source   ', 'muted'), span(clean(source.location))],
    [
      span('found    ', 'muted'),
      span(`${counts.found} apps, ${counts.unchanged} unchanged`),
      span(
        durationMs === null
          ? ''
          : `, in ${durationMs < 1000 ? `${durationMs} ms` : shortDuration(durationMs)}`,
      ),
    ],
    [span('catalog  ', 'muted'), span(catalogVersion === null ? 'not changed' : `version ${catalogVersion}`)],
    [
      span('problems ', 'muted'),
      counts.errors > 0 ? statusSpan('error', countOf(counts.errors, 'error')) : span('no error', 'ok'),
      span(`  ${countOf(counts.warnings, 'warning')}`),
    ],
    ...(error === null ? [] : [[span(`✗ ${clean(error.message)}`, 'bad')]]),
    [],
    done.length === 0
      ? [span('Nothing changed.', 'muted')]
      : [span(done.map(kind => `${counts[kind]} ${kind}`).join(', '), 'title')],
    ...changes
      .slice(0, maxChanges)
      .map(
        ({ kind, slug, from }): Line => [
          span(`  ${kind.padEnd(10)}`, kind === 'broken' ? 'bad' : kind === 'removed' ? 'warn' : 'ok'),
          span(clean(slug), 'accent'),
          span(from === undefined ? '' : `  was ${clean(from)}`, 'muted'),
        ],
      ),
    ...(changes.length > maxChanges ? [[span(`  and ${changes.length - maxChanges} more`, 'muted')]] : []),
  ]
}
