/** How a list is sorted. */
export interface Sort {
  readonly column: string
  readonly descending: boolean
}

/**
 * Where somebody is in a list. The cursor holds on to a row by its key, so that rows which come and go do not
 * move it to another one.
 */
export interface ListState {
  readonly key: string | null
  readonly index: number
  readonly top: number
  readonly filter: string
  readonly sort: Sort | null
  readonly marks: ReadonlySet<string>
}

export const emptyList: ListState = {
  key: null,
  index: 0,
  top: 0,
  filter: '',
  sort: null,
  marks: new Set(),
}

/** Rows that are there now, and how many of them are seen. */
export interface ListExtent {
  readonly keys: readonly string[]
  readonly height: number
}

/** The cursor on the row it was on, or near it; the window around it. */
export function settleList(list: ListState, { keys, height }: ListExtent): ListState {
  const found = list.key === null || keys[list.index] === list.key ? list.index : keys.indexOf(list.key)
  const index = clamp(found === -1 ? list.index : found, 0, keys.length - 1)
  return place(list, index, { keys, height })
}

/** Moves the cursor by rows. */
export function moveList(list: ListState, by: number, extent: ListExtent): ListState {
  const { index } = settleList(list, extent)
  return place(list, clamp(index + by, 0, extent.keys.length - 1), extent)
}

/** Moves the cursor to a row. */
export function moveListTo(list: ListState, index: number, extent: ListExtent): ListState {
  return place(list, clamp(index, 0, extent.keys.length - 1), extent)
}

/** Moves the window; the cursor goes along when it would leave it. */
export function scrollList(list: ListState, by: number, extent: ListExtent): ListState {
  const { keys, height } = extent
  const settled = settleList(list, extent)
  const top = clamp(settled.top + by, 0, keys.length - height)
  const index = clamp(settled.index, top, Math.min(top + height, keys.length) - 1)
  return { ...list, top, index, key: keys[index] ?? null }
}

/** Marks the row under the cursor, or takes its mark away. */
export function toggleMark(list: ListState): ListState {
  if (list.key === null) return list
  const marks = new Set(list.marks)
  if (!marks.delete(list.key)) marks.add(list.key)
  return { ...list, marks }
}

function place(list: ListState, index: number, { keys, height }: ListExtent): ListState {
  const lowest = Math.max(0, keys.length - height)
  const top = clamp(list.top, Math.max(0, index - height + 1), Math.min(index, lowest))
  const key = keys[index] ?? null
  if (index === list.index && top === list.top && key === list.key) return list
  return { ...list, index, top, key }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high, Math.max(low, high)))
}
