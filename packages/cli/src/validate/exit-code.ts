import type { Severity } from '@waybill/core/manifest'
import type { Report } from './report.js'

const rank = { error: 3, warning: 2, info: 1 } as const satisfies Record<Severity, number>

/** 1 when a finding is at least as grave. */
export function exitCode({ diagnostics }: Report, failOn: Severity | 'never'): number {
  if (failOn === 'never') return 0
  return diagnostics.some(({ severity }) => rank[severity] >= rank[failOn]) ? 1 : 0
}
