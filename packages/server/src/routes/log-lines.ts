import type { LogLine, RunId, Waybill } from '@waybill/core'

/** Ends without an error when `signal` aborts what is iterated over. */
export async function* endWith<Item>(signal: AbortSignal, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
export async function* readStoredLines(
  waybill: Waybill,
  { id, offset }: { readonly id: RunId; readonly offset: number },
): AsyncGenerator<LogLine> {
  const { logSize } = await waybill.runs.get(id)
  if (offset >= logSize) return
  for await (const line of waybill.runs.follow(id, { offset })) {
    yield line
    if (line.next >= logSize) return
  }
}
