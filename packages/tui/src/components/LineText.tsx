import { Text } from 'ink'
import { memo } from 'react'
import type { Line, Span } from '../text/line.js'
import type { Theme } from '../theme/theme.js'

interface LineTextProps {
  readonly line: Line
  readonly theme: Theme
  /** The row under the cursor: one look for all of it, so that it is readable on every background. */
  readonly selected?: boolean
}

/** One row of the screen. */
export const LineText = memo(function LineText({ line, theme, selected = false }: LineTextProps) {
  if (selected) {
    return (
      <Text wrap="truncate" inverse>
        {line.map(({ text }) => text).join('')}
      </Text>
    )
  }
  return (
    <Text wrap="truncate">
      {line.map((piece, at) => {
        const key = `${at}`
        return (
          <Text key={key} {...theme[piece.tone ?? 'plain']}>
            {piece.text}
          </Text>
        )
      })}
    </Text>
  )
}, isSame)

function isSame(before: LineTextProps, after: LineTextProps): boolean {
  if (before.theme !== after.theme || (before.selected ?? false) !== (after.selected ?? false)) return false
  if (before.line === after.line) return true
  return (
    before.line.length === after.line.length &&
    before.line.every((piece, at) => isSameSpan(piece, after.line[at]))
  )
}

function isSameSpan(a: Span, b: Span | undefined): boolean {
  return a.text === b?.text && a.tone === b.tone
}
