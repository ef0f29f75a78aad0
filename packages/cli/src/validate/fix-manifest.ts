import { applyFixes, type CheckedManifest, type Diagnostic } from '@waybill/core/manifest'

/** Which fixes are applied: the safe ones, or also those to be looked at. */
export type FixKind = 'safe' | 'all'

/** A manifest after its fixes. */
export interface FixedManifest {
  readonly bytes: Uint8Array
  readonly fixed: readonly Diagnostic[]
  /** What is left, as the fixed text has it. */
  readonly left: CheckedManifest
}

/** Fixes may uncover others, such as a key that was not read before; so many rounds are made. */
const mostRounds = 10

/** Applies fixes until none is left; `check` says what there is to be fixed in a text. Pure but for `check`. */
export function fixManifest(
  bytes: Uint8Array,
  options: { readonly check: (bytes: Uint8Array) => CheckedManifest; readonly which: FixKind },
): FixedManifest {
  let text = bytes
  let left = options.check(text)
  const fixed: Diagnostic[] = []
  for (let round = 0; round < mostRounds; round++) {
    const file = left.diagnostics[0]?.file
    if (file === undefined) break
    const result = applyFixes(text, left.diagnostics, { file, which: options.which })
    if (result.applied.length === 0) break
    fixed.push(...result.applied)
    text = result.bytes
    left = options.check(text)
  }
  return { bytes: text, fixed, left }
}
