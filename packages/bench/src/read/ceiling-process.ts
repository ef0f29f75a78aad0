import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { hostTasks } from '../process/task-host.js'

/** A bare Koa that sends fixed answers: as fast as anything on it can be. */
export type CeilingTasks = typeof tasks

/** The answers, as Waybill gave them: the same bytes are sent. */
export interface CeilingInput {
  readonly bodies: Readonly<Record<string, string>>
  readonly etag: string
}

let server: Server | undefined

const tasks = {
  /** Answers the base URL. */
  listen: async ({ bodies, etag }: CeilingInput): Promise<string> => {
    const buffers = new Map(Object.entries(bodies).map(([path, text]) => [path, Buffer.from(text)]))
    const app = new Koa()
    app.use(context => {
      const body = buffers.get(context.path)
      context.set('ETag', etag)
      if (context.get('If-None-Match') === etag) context.status = 304
      else if (body) {
        context.type = 'application/json'
        context.body = body
      }
    })
    server = createServer(app.callback()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
}

hostTasks(tasks)
