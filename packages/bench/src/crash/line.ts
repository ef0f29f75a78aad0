import { mkdirSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** The last part of a PostgreSQL socket's path. */
const socketName = '.s.PGSQL.5432'

/** One process's own line to the database, which can be cut and mended. */
export class Line {
  /** As the process is to connect. */
  readonly url: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isCut = false

  private constructor(url: string, server: Server) {
    this.url = url
    this.#server = server
  }

  /** Lays a line to the database of `url` through a socket in `directory`. */
  static async lay(url: string, directory: string): Promise<Line> {
    const target = new URL(url)
    const path = join(target.searchParams.get('host') ?? '', socketName)
    mkdirSync(directory, { recursive: true })
    target.searchParams.set('host', directory)
    const server = createServer({ allowHalfOpen: true })
    const line = new Line(target.href, server)
    server.on('connection', socket => line.#join(socket, path))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(join(directory, socketName), resolve)
    })
    return line
  }

  /** Breaks every connection; new ones are broken as well until it is mended. */
  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #join(socket: Socket, path: string): void {
    if (this.#isCut) {
      socket.destroy()
      return
    }
    const far = createConnection({ path, allowHalfOpen: true })
    for (const [one, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      this.#sockets.add(one)
      // The other end learns of it by its own end.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }
}
