import type { Component, Manifest } from '../../src/manifest/manifest.js'
import type { Source, SourceFolder } from '../../src/source/source.js'
import { makeManifest } from '../../src/testing/catalog-builders.js'

/** A source in memory: app folders by name, each with the text of its manifest. */
export function fixedSource(apps: Readonly<Record<string, Manifest | string>>): Source {
  return {
    info: { kind: 'directory', location: '/apps' },
    async *read({ folders }) {
      const names = Object.keys(apps).filter(name => folders === undefined || folders.has(name))
      yield names.map(folder => ({
        folder,
        unchanged: false,
        contents: makeFolder(folder, apps[folder] ?? ''),
      }))
    },
  }
}

/** An app `shop` with three components, and one that never was valid. */
export function shopSource(components?: Component[]): Source {
  return fixedSource({
    broken: '{"appName": 5}',
    shop: makeManifest({
      appName: 'Shop',
      components: components ?? [
        { name: 'web', type: 'frontend', path: './web', port: 3000 },
        { name: 'api', type: 'backend', path: './api', port: 8080 },
        { name: 'mailer', type: 'worker', path: './mailer' },
      ],
    }),
  })
}

function makeFolder(folder: string, manifest: Manifest | string): SourceFolder {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  return {
    folder,
    manifest: { kind: 'file', bytes: new TextEncoder().encode(text) },
    inspect: path => (path.endsWith('Dockerfile') ? { kind: 'file', size: 9 } : { kind: 'directory' }),
    readText: () => 'FROM node',
    fingerprint: () => text,
  }
}
