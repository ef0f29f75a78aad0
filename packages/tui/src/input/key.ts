/**
 * One thing that came from the keyboard or the mouse. `name` is what it does: a character as it is (`j`, `G`, `é`),
 * or the name of a key (`enter`, `esc`, `up`, `ctrl-f`). Text that was pasted comes whole.
 */
export type Key =
  | { readonly kind: 'key'; readonly name: string; readonly text?: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'wheel'; readonly lines: number }
  | { readonly kind: 'click'; readonly column: number; readonly row: number }

/** A key by its name. A single character also carries itself as text, for input. */
export function key(name: string): Key {
  const isText = Array.from(name).length === 1 && name >= ' '
  return isText ? { kind: 'key', name, text: name } : { kind: 'key', name }
}
