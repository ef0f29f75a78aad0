import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'mocha'
import type { Run } from '../../run/run.js'
import { isTerminal } from '../../run/run-state.js'
import type { Waybill } from '../../waybill.js'
import type { Workspace } from '../../workspace/workspace.js'
import { until } from '../until.js'

/** A Waybill to be tested. */
export interface WaybillUnderTest {
  readonly waybill: Waybill
  close(): Promise<void>
}

/** Makes a Waybill over a directory of apps that nobody else uses. */
export type OpenWaybill = (directory: string) => Promise<WaybillUnderTest>

/** The Waybill of a test and what may be done around it. */
export interface WaybillSubject {
  readonly waybill: Waybill
  /** Writes an app folder: the manifest (a text as it is), and a Dockerfile in the folder. */
  writeApp(folder: string, manifest: unknown): Promise<void>
  removeApp(folder: string): Promise<void>
  /** Waits for the end of a workspace's newest run. */
  untilEnded(workspace: Workspace): Promise<Run>
}

/** Three good apps, one that never was good. */
const apps: Readonly<Record<string, unknown>> = {
  shop: {
    appName: 'Shop',
    description: 'Sells things',
    owner: 'team-shop',
    tags: ['web', 'money'],
    components: [
      { name: 'frontend', type: 'frontend', path: '.', port: 3000 },
      { name: 'mailer', type: 'worker', path: '.' },
    ],
  },
  blog: {
    appName: 'Blog',
    owner: 'team-text',
    tags: ['web'],
    components: [{ name: 'site', type: 'frontend', path: '.', port: 80 }],
  },
  billing: {
    appName: 'Billing',
    owner: 'team-shop',
    components: [{ name: 'api', type: 'backend', path: '.', port: 8080 }],
  },
  typo: { appName: 'Typo', components: [{ name: 'site', type: 'fronted', path: '.', port: '80' }] },
}

/** Registers hooks that make a Waybill before each test, with the apps synced, and take it down afterwards. */
export function useWaybill(open: OpenWaybill): WaybillSubject {
  let directory: string
  let tested: WaybillUnderTest
  const writeApp = async (folder: string, manifest: unknown): Promise<void> => {
    await mkdir(join(directory, folder), { recursive: true })
    await writeFile(join(directory, folder, 'Dockerfile'), 'FROM scratch\n')
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
    await writeFile(join(directory, folder, 'app-manifest.json'), text)
  }
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waybill-suite-'))
    for (const [folder, manifest] of Object.entries(apps)) await writeApp(folder, manifest)
    tested = await open(directory)
    await tested.waybill.catalog.sync()
  })
  afterEach(async () => {
    await tested.close()
    await rm(directory, { recursive: true, force: true })
  })
  return {
    get waybill() {
      return tested.waybill
    },
    writeApp,
    removeApp: folder => rm(join(directory, folder), { recursive: true }),
    untilEnded: ({ currentRun }) =>
      until(
        async () => {
          const run = await tested.waybill.runs.get(currentRun.id)
          return isTerminal(run.status) && run
        },
        'the end of the run',
        { timeoutMs: 15_000 },
      ),
  }
}
