import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { type GitProgram, noProgram, startGit, withoutCredentials } from './run-git.js'

/** An object of a repository. `bytes` is absent when it is larger than what is kept. */
export interface GitObject {
  /** Its hash in hex: 40 characters, or 64 where the repository uses SHA-256. */
  readonly id: string
  readonly type: string
  readonly size: number
  readonly bytes?: Buffer
}

interface Request {
  readonly resolve: (object: GitObject | undefined) => void
  readonly reject: (error: unknown) => void
}

/** Larger objects, which nothing here wants, are let through without being kept. */
const maxKeptBytes = 64 * 2 ** 20

/**
 * Reads objects through one `git cat-file --batch`: names in, objects out, in order. Asking for many before
 * awaiting the first keeps Git busy.
 */
export class ObjectReader implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #requests: Request[] = []
  #next = 0
  #unsent = ''
  #said = ''
  #failure: unknown
  /** What has come of the answer that is being read. */
  #chunks: Buffer[] = []
  #header: Omit<GitObject, 'bytes'> | undefined
  /** Bytes of the object, with the line feed behind it, that are still to come. */
  #missing = 0

  constructor(program: GitProgram, gitDir: string, signal?: AbortSignal) {
    this.#child = startGit(program, ['--git-dir', gitDir, 'cat-file', '--batch'], signal)
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#child.stderr.on('data', (chunk: Buffer) => {
      if (this.#said.length < 10_000) this.#said += chunk.toString()
    })
    this.#child.on('error', error => this.#fail(noProgram(error) ?? error))
    this.#child.on('close', () => this.#fail(new Error(withoutCredentials(this.#said.trim()) || 'git ended')))
    // Told by the end of the process.
    this.#child.stdin.on('error', () => undefined)
  }

  /** The object that a name leads to; undefined when there is none. A name has no line feed. */
  read(name: string): Promise<GitObject | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const answer = new Promise<GitObject | undefined>((resolve, reject) => {
      this.#requests.push({ resolve, reject })
    })
    if (this.#unsent === '') setImmediate(() => this.#send())
    this.#unsent += `${name}\n`
    return answer
  }

  /** All that is asked for in one turn of the event loop goes in one write. */
  #send(): void {
    if (this.#failure === undefined) this.#child.stdin.write(this.#unsent)
    this.#unsent = ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#failure ??= new Error('the reader is closed')
    this.#child.kill('SIGKILL')
  }

  #take(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) rest = this.#header === undefined ? this.#takeHeader(rest) : this.#takeBody(rest)
  }

  #takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(0x0a)
    if (end === -1) {
      this.#chunks.push(chunk)
      return chunk.subarray(chunk.length)
    }
    const line = Buffer.concat([...this.#chunks, chunk.subarray(0, end)]).toString()
    this.#chunks = []
    const [, id = '', type = '', size = ''] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? []
    if (id === '') this.#answer(undefined)
    else {
      this.#header = { id, type, size: Number(size) }
      this.#missing = Number(size) + 1
    }
    return chunk.subarray(end + 1)
  }

  #takeBody(chunk: Buffer): Buffer {
    const header = this.#header
    const part = chunk.subarray(0, this.#missing)
    this.#missing -= part.length
    if (header !== undefined && header.size <= maxKeptBytes) this.#chunks.push(part)
    if (this.#missing === 0 && header !== undefined) {
      const whole = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
      this.#chunks = []
      this.#header = undefined
      this.#answer(
        header.size > maxKeptBytes ? header : { ...header, bytes: whole?.subarray(0, header.size) },
      )
    }
    return chunk.subarray(part.length)
  }

  #answer(object: GitObject | undefined): void {
    this.#requests[this.#next]?.resolve(object)
    this.#next += 1
    if (this.#next < this.#requests.length) return
    this.#requests.length = 0
    this.#next = 0
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    for (const { reject } of this.#requests.slice(this.#next)) reject(this.#failure)
    this.#requests.length = 0
    this.#next = 0
  }
}
