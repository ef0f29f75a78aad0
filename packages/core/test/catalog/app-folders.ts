import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '../../src/manifest/manifest.js'

/** A directory of apps of a test's own. */
export class AppFolders implements AsyncDisposable {
  readonly directory: string

  private constructor(directory: string) {
    this.directory = directory
  }

  static async create(): Promise<AppFolders> {
    return new AppFolders(await mkdtemp(join(tmpdir(), 'waybill-catalog-')))
  }

  /** Writes a good app with one worker in its folder; a text instead of a manifest is written as it is. */
  async write(folder: string, manifest: Partial<Manifest> | string = {}): Promise<void> {
    const path = join(this.directory, folder)
    await mkdir(path, { recursive: true })
    const components = [{ name: 'mailer', type: 'worker', path: '.' }]
    const text =
      typeof manifest === 'string' ? manifest : JSON.stringify({ appName: folder, components, ...manifest })
    await writeFile(join(path, 'app-manifest.json'), text)
    await writeFile(join(path, 'Dockerfile'), 'FROM scratch\n')
  }

  async remove(folder: string): Promise<void> {
    await rm(join(this.directory, folder), { recursive: true })
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(join(this.directory, from), join(this.directory, to))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true, force: true })
  }
}
