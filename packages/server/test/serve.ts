import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWaybill, directorySource, type Waybill } from '@waybill/core'
import { afterEach } from 'mocha'
import { createServer, type RequestLogEntry, type ServerOptions, type WaybillServer } from '../src/index.js'

/** A server on a free loopback port, over a Waybill in memory that has read a directory of its own. */
export interface TestServer {
  readonly url: string
  readonly server: WaybillServer
  readonly waybill: Waybill
  /** The apps directory. */
  readonly directory: string
  /** Every entry of the request log so far. */
  readonly log: readonly RequestLogEntry[]
  close(): Promise<void>
}

/** How a test wants its server. */
export interface ServeOptions extends Partial<Omit<ServerOptions, 'waybill' | 'onLog'>> {
  /** Manifests by folder. */
  readonly apps?: Readonly<Record<string, unknown>>
  /** What is served instead of the Waybill itself, e.g. one whose database is away. */
  readonly wrap?: (waybill: Waybill) => Waybill
}

/** Shop has three components, blog one; typo has a manifest that never was good. */
export const sampleApps = {
  shop: {
    appName: 'Shop',
    description: 'Sells things',
    owner: 'team-shop',
    tags: ['web'],
    components: [
      { name: 'frontend', type: 'frontend', path: './frontend', port: 3000 },
      { name: 'api', type: 'backend', path: './api', port: 8080 },
      { name: 'mailer', type: 'worker', path: './mailer' },
    ],
  },
  blog: { appName: 'Blog', components: [{ name: 'site', type: 'frontend', path: '.', port: 80 }] },
  typo: { appName: 'Typo', components: [{ name: 'site', type: 'fronted', path: '.', port: '80' }] },
} as const

export async function serve(options: ServeOptions = {}): Promise<TestServer> {
  const { apps = sampleApps, wrap = waybill => waybill, ...serverOptions } = options
  const directory = await mkdtemp(join(tmpdir(), 'waybill-server-'))
  await writeApps(directory, apps)
  const waybill = await createWaybill({ source: directorySource(directory) })
  await waybill.catalog.sync()
  const log: RequestLogEntry[] = []
  const server = createServer({
    waybillVersion: '0.0.0-test',
    port: 0,
    ...serverOptions,
    waybill: wrap(waybill),
    onLog: entry => log.push(entry),
  })
  const { url } = await server.listen()
  const close = async () => {
    await server.close({ graceMs: 500 })
    await waybill.close()
    await rm(directory, { recursive: true, force: true })
  }
  return { url, server, waybill, directory, log, close }
}

/** Gives tests servers of their own, which are closed after each test, whatever became of it. */
export function serverPerTest(): typeof serve {
  const open: TestServer[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(server => server.close()))
  })
  return async options => {
    const server = await serve(options)
    open.push(server)
    return server
  }
}

/** Writes app folders: the manifest, and a Dockerfile per component. */
export async function writeApps(directory: string, apps: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [folder, manifest] of Object.entries(apps)) {
    await mkdir(join(directory, folder), { recursive: true })
    await writeFile(join(directory, folder, 'app-manifest.json'), JSON.stringify(manifest, undefined, 2))
    for (const path of componentPaths(manifest)) {
      await mkdir(join(directory, folder, path), { recursive: true })
      await writeFile(join(directory, folder, path, 'Dockerfile'), 'FROM scratch\n')
    }
  }
}

function componentPaths(manifest: unknown): readonly string[] {
  const text = JSON.stringify(manifest)
  return Array.from(text.matchAll(/"path":"([^"]+)"/g), match => match[1] ?? '.')
}
