/** Where an instruction is, without the lines that it goes on in. */
interface InstructionPlace {
  /** Counted from 1. */
  readonly line: number
  /** Of its first character in its line, in UTF-16 code units from 0. */
  readonly column: number
  /** Of its part on that line, in UTF-16 code units. */
  readonly length: number
}

/** An `EXPOSE` and the ports it names. */
export interface ExposedPorts extends InstructionPlace {
  readonly ports: readonly number[]
}

interface Stage {
  readonly name: string | undefined
  readonly exposed: readonly ExposedPorts[] | undefined
}

/**
 * The ports that the last stage of a Dockerfile exposes, as far as its text tells them for certain: undefined
 * with a variable in them, empty where there is no EXPOSE (the base image may have one). A stage that builds
 * on another one of the file has its ports too. See the Dockerfile reference, `EXPOSE` and `FROM`.
 */
export function dockerfilePorts(text: string): readonly ExposedPorts[] | undefined {
  // Most instructions are of no interest, and most Dockerfiles have but one EXPOSE.
  if (!/expose/i.test(text)) return []
  const stages: Stage[] = []
  for (const { text: instruction, ...place } of instructions(text)) {
    const [keyword = '', ...words] = instruction.trim().split(/\s+/)
    if (/^from$/i.test(keyword)) stages.push(newStage(words, stages))
    else if (/^expose$/i.test(keyword)) addPorts(stages, words, place)
  }
  const last = stages.at(-1)
  return last ? last.exposed : []
}

function newStage(words: readonly string[], stages: readonly Stage[]): Stage {
  const [image, as, name] = words.filter(word => !word.startsWith('--'))
  const base = stages.findLast(stage => stage.name === image?.toLowerCase())
  return {
    name: as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined,
    exposed: base ? base.exposed : [],
  }
}

function addPorts(stages: Stage[], words: readonly string[], place: InstructionPlace): void {
  const stage = stages.pop() ?? { name: undefined, exposed: [] }
  const ports = words.map(portsOf)
  const isCertain = stage.exposed !== undefined && ports.every(found => found !== undefined)
  const added = { ...place, ports: ports.flatMap(found => found ?? []) }
  stages.push({ ...stage, exposed: isCertain ? [...(stage.exposed ?? []), added] : undefined })
}

/** `8080`, `8080/tcp` or `8080-8090`; undefined for anything else, such as `$PORT`. */
function portsOf(word: string): readonly number[] | undefined {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(?:tcp|udp|sctp))?$/i.exec(word) ?? []
  if (first === undefined || Number(last) > 65535) return undefined
  return Array.from(
    { length: Math.max(0, Number(last) - Number(first) + 1) },
    (_, index) => Number(first) + index,
  )
}

interface Instruction extends InstructionPlace {
  /** With continued lines joined. */
  readonly text: string
}

/** The instructions of a Dockerfile: comments and here-documents left out, continued lines joined. */
function* instructions(text: string): Generator<Instruction> {
  const lines = text.split(/\r\n|\n|\r/)
  const continued = /^#\s*escape\s*=\s*`/im.test(text) ? /`[ \t]*$/ : /\\[ \t]*$/
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index] ?? ''
    const start = index
    if (isPassedOver(first)) continue
    const parts = [first]
    while (continued.test(parts.at(-1) ?? '') && index + 1 < lines.length) {
      const next = lines[++index] ?? ''
      // Comments and empty lines inside an instruction do not end it.
      if (!isPassedOver(next)) parts.push(next)
    }
    const joined = parts.map(part => part.replace(continued, ' ')).join('')
    yield { line: start + 1, column: first.search(/\S/), length: first.trim().length, text: joined }
    for (const [, word] of joined.matchAll(/(?<!<)<<-?(["']?\w+["']?)/g))
      index = endOfDocument(lines, index, word ?? '')
  }
}

function isPassedOver(line: string): boolean {
  return /^\s*(?:#|$)/.test(line)
}

function endOfDocument(lines: readonly string[], from: number, quotedWord: string): number {
  const word = quotedWord.replace(/["']/g, '')
  const end = lines.findIndex((line, index) => index > from && line.replace(/^\t+/, '') === word)
  return end === -1 ? from : end
}
