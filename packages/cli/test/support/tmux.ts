import { execFile, execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)
const pollMs = 100
const waitMs = 45_000

/** Whether there is a tmux on the PATH. */
export const hasTmux = ((): boolean => {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

export interface TmuxOptions {
  readonly columns: number
  readonly rows: number
  readonly cwd: string
}

/** A real terminal with a shell in it: keys go in, the screen is read. Each has a server of its own. */
export class Tmux {
  readonly #socket: string

  private constructor(socket: string) {
    this.#socket = socket
  }

  static async open({ columns, rows, cwd }: TmuxOptions): Promise<Tmux> {
    const tmux = new Tmux(`waybill-${randomUUID()}`)
    const shell = `env -u CI -u NO_COLOR PS1='ready> ' bash --norc --noprofile -i`
    const size = ['-x', String(columns), '-y', String(rows)]
    await tmux.#command('-f', '/dev/null', 'new-session', '-d', ...size, '-c', cwd, shell)
    await tmux.#command('set-option', '-g', 'status', 'off')
    await tmux.#command('resize-window', ...size)
    await tmux.until(/ready>/)
    return tmux
  }

  /** Sends keys by their tmux names: `Enter`, `C-d`, `j`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#command('send-keys', ...keys)
  }

  /** Types a text as it is. */
  async type(text: string): Promise<void> {
    await this.#command('send-keys', '-l', text)
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#command('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** The screen as text. */
  async screen(): Promise<string> {
    return (await this.#command('capture-pane', '-p')).stdout
  }

  /** Waits until the screen matches; fails with what it shows. */
  async until(pattern: RegExp): Promise<string> {
    const end = Date.now() + waitMs
    for (;;) {
      const screen = await this.screen()
      if (pattern.test(screen)) return screen
      if (Date.now() > end) throw new Error(`The screen never showed ${pattern}:\n${screen}`)
      await new Promise(resolve => setTimeout(resolve, pollMs))
    }
  }

  /** One value of tmux's own about the terminal, such as `alternate_on`. */
  async flag(name: string): Promise<string> {
    return (await this.#command('display-message', '-p', `#{${name}}`)).stdout.trim()
  }

  async close(): Promise<void> {
    await this.#command('kill-server')
  }

  #command(...args: readonly string[]): Promise<{ readonly stdout: string }> {
    return run('tmux', ['-L', this.#socket, ...args])
  }
}
