import { diagnosticRules, type RuleName } from './codes.js'
import type { Diagnostic, Fix, RelatedPlace, Severity } from './diagnostic.js'
import { storable } from './printable.js'

/** What a finding says beside its rule. */
export type DiagnosticDetails = Omit<Diagnostic, 'code' | 'severity' | 'related'> & {
  readonly related?: readonly RelatedPlace[]
}

/** Makes the diagnostic of a rule. Its text is made storable; optional fields that are undefined are left out. */
export function makeDiagnostic(
  rule: RuleName | { readonly code: string; readonly severity: Severity },
  details: DiagnosticDetails,
): Diagnostic {
  const { code, severity } = typeof rule === 'string' ? diagnosticRules[rule] : rule
  const { message, file, range, pointer, help, related, fix } = details
  return {
    code,
    severity,
    message: storable(message),
    file: storable(file),
    ...(range && { range }),
    ...(pointer !== undefined && { pointer: storable(pointer) }),
    ...(help !== undefined && { help: storable(help) }),
    related: related?.map(storablePlace) ?? [],
    ...(fix && { fix: storableFix(fix) }),
  }
}

function storablePlace(place: RelatedPlace): RelatedPlace {
  return { ...place, message: storable(place.message), file: storable(place.file) }
}

function storableFix(fix: Fix): Fix {
  const edits = fix.edits.map(edit => ({
    ...edit,
    file: storable(edit.file),
    newText: storable(edit.newText),
  }))
  return { ...fix, title: storable(fix.title), edits }
}

/** Order of findings: by file, then by place, then by code; those without a place come first. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  const byPlace = (a.range?.start.offset ?? -1) - (b.range?.start.offset ?? -1)
  if (byPlace !== 0) return byPlace
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
}
