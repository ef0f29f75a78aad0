/** A block's header: its type, how deep it stands, and the type of what it stands in. */
export interface HclBlock {
  readonly type: string
  readonly depth: number
  /** Undefined at the top, and in what is no block. */
  readonly parent: string | undefined
}

const header = /([A-Za-z_][\w-]*)\s*(?:"[^"]*"\s*)*$/
const heredoc = /<<-?([A-Za-z_][\w-]*)[^\S\n]*\n/y

/**
 * Finds the blocks of Terraform's language (HCL, native syntax) with how deep they stand. It knows no more of the
 * language than where comments, strings, heredocs and braces begin and end; texts in them are not looked at.
 */
export function scanHclBlocks(text: string): readonly HclBlock[] {
  const blocks: HclBlock[] = []
  const open: (string | undefined)[] = []
  // What stands before the next brace, without comments, strings emptied.
  let before = ''
  for (let at = 0; at < text.length; ) {
    const end = skipOpaque(text, at)
    if (end > at) {
      before += text[at] === '"' ? '""' : ' '
      at = end
      continue
    }
    const character = text.charAt(at)
    if (character === '{') {
      const type = header.exec(before)?.[1]
      if (type !== undefined) blocks.push({ type, depth: open.length, parent: open.at(-1) })
      open.push(type)
    }
    if (character === '}') open.pop()
    before = character === '{' || character === '}' || character === '\n' ? '' : before + character
    at += 1
  }
  return blocks
}

/** The end of the comment, string or heredoc that begins here; the same place where none does. */
function skipOpaque(text: string, at: number): number {
  const two = text.slice(at, at + 2)
  if (text[at] === '#' || two === '//') return endOr(text, text.indexOf('\n', at))
  if (two === '/*') return endOr(text, text.indexOf('*/', at + 2), 2)
  if (text[at] === '"') return skipString(text, at + 1)
  return two === '<<' ? skipHeredoc(text, at) : at
}

function skipString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const two = text.slice(at, at + 2)
    if (text[at] === '\\') at += 1
    else if (text[at] === '"' || text[at] === '\n') return at + 1
    else if (isEscaped(text, at)) at += 2
    else if (two === '${' || two === '%{') at = skipInterpolation(text, at + 2) - 1
  }
  return text.length
}

/** `$${` and `%%{` stand for themselves. */
function isEscaped(text: string, at: number): boolean {
  const three = text.slice(at, at + 3)
  return three === '$${' || three === '%%{'
}

function skipInterpolation(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; ) {
    const end = skipOpaque(text, at)
    if (end > at) {
      at = end
      continue
    }
    if (text[at] === '{') depth += 1
    if (text[at] === '}') depth -= 1
    at += 1
    if (depth === 0) return at
  }
  return text.length
}

function skipHeredoc(text: string, at: number): number {
  heredoc.lastIndex = at
  const found = heredoc.exec(text)
  if (found === null) return at
  const body = at + found[0].length
  const end = new RegExp(`^[^\\S\\n]*${found[1]}[^\\S\\n]*\\r?$`, 'm').exec(text.slice(body))
  return end === null ? text.length : body + end.index + end[0].length
}

function endOr(text: string, found: number, length = 0): number {
  return found === -1 ? text.length : found + length
}
