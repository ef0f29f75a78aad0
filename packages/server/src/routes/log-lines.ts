import { LineSplitter, type LogLine, type RunId, type Waybill } from '@waybill/core'

/** The lines that are stored now. One that is still being written is left out. */
export async function* readStoredLines(
  waybill: Waybill,
  from: { readonly id: RunId; readonly offset: number },
): AsyncGenerator<LogLine> {
  const splitter = new LineSplitter(from.offset)
  let { offset } = from
  for (;;) {
    const { bytes, size, ended } = await waybill.runs.readLog(from.id, { offset })
    offset += bytes.length
    yield* splitter.push(bytes)
    if (ended) yield* splitter.flush()
    if (bytes.length === 0 || offset >= size) return
  }
}

/** Ends without an error when `signal` aborts what is iterated over. */
export async function* endWith<Item>(signal: AbortSignal, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
