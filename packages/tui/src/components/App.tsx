import { Box } from 'ink'
import { layoutOf, shownScreen } from '../state/layout.js'
import type { State } from '../state/state.js'
import { themes } from '../theme/theme.js'
import { DialogBox } from './DialogBox.js'
import { bodyRows, columnsLine, headerLine, pinnedLines, titleLine } from './frame-lines.js'
import { LineText } from './LineText.js'
import { StatusLine } from './StatusLine.js'

/** The whole screen, made of nothing but the state. */
export function App({ state }: { readonly state: State }) {
  const theme = themes[state.theme]
  return (
    <Box flexDirection="column" width={state.columns} height={state.rows}>
      {state.rows >= 4 && <LineText theme={theme} line={headerLine(state)} />}
      {state.dialog === null ? (
        <ScreenBody state={state} />
      ) : (
        <DialogBox state={state} dialog={state.dialog} />
      )}
    </Box>
  )
}

function ScreenBody({ state }: { readonly state: State }) {
  const theme = themes[state.theme]
  const { screen } = shownScreen(state)
  const { title, head, bodyHeight } = layoutOf(state, screen)
  return (
    <>
      {title && <LineText theme={theme} line={titleLine(state, screen)} />}
      {pinnedLines(state).map((line, at) => {
        const key = `${at}`
        return <LineText key={key} theme={theme} line={line} />
      })}
      {head && <LineText theme={theme} line={columnsLine(state, screen)} />}
      <Box flexDirection="column" height={bodyHeight}>
        {bodyRows(state).map(({ line, selected }, at) => {
          const key = `${at}`
          return <LineText key={key} theme={theme} line={line} selected={selected} />
        })}
      </Box>
      {state.rows >= 2 && <StatusLine state={state} />}
    </>
  )
}
