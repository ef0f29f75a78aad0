import { Box, Text } from 'ink'
import { memo } from 'react'
import { paintRows } from '../frame/paint-frame.js'
import type { State } from '../state/state.js'

/** The whole screen, made of nothing but the state. */
export function App({ state }: { readonly state: State }) {
  return (
    <Box flexDirection="column" width={state.columns} height={state.rows}>
      {paintRows(state).map((text, at) => {
        const key = `${at}`
        return <Row key={key} text={text} />
      })}
    </Box>
  )
}

/** One row, painted and fitted already; it is looked at again only when it is another one. */
const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>
})
