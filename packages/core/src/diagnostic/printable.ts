/** Controls that a terminal may act on, and marks that reorder or hide what is shown (UAX #9, RFC 8264). */
const unprintable = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** With the u flag, a surrogate only matches where it is not part of a pair. */
const halfPair = /\p{Cs}/gu
const unstorable = /\0|\p{Cs}/gu

/**
 * Text of a manifest made safe for a terminal: each control character becomes one visible sign, so that
 * columns stay where they are. Line breaks and tabs are controls too.
 */
export function printable(text: string): string {
  return text.replace(unprintable, visibleSign).replace(halfPair, '\ufffd')
}

/** The sign of Unicode's control pictures where there is one (`␛`), else the replacement character. */
function visibleSign(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

/** Text of a manifest in quotes, for a message: escaped, and cut after `maxLength` characters (default 60). */
export function quote(text: string, maxLength = 60): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text
  return JSON.stringify(cut).replace(unprintable, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** JSON text without any character that a terminal would act on; means the same as before. */
export function escapeJson(json: string): string {
  return json.replace(unprintable, character => (character === '\n' ? character : escapeCharacter(character)))
}

/** Text that every database can store: no NUL and no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replace(unstorable, '\ufffd')
}

/** Whether {@link storable} would change a text. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.search(halfPair) === -1
}
