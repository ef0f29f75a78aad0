import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Revision } from '../../src/catalog/app.js'
import { type AppId, newId, type SyncId } from '../../src/id/ids.js'
import type { Manifest } from '../../src/manifest/manifest.js'
import { buildTemplateInput } from '../../src/template/template-input.js'
import { makeManifest } from '../../src/testing/catalog-builders.js'
import { makeWorkspaceRecord } from '../../src/testing/workspace-builders.js'

function makeRevision(manifest: Manifest, commit: string | null = null): Revision {
  return {
    appId: newId<AppId>(),
    number: 4,
    contentHash: 'c',
    manifest,
    commit,
    repository: null,
    path: null,
    syncId: newId<SyncId>(),
    catalogVersion: 2,
    createdAt: '2026-01-31T09:00:00.000Z',
  }
}

describe('buildTemplateInput', () => {
  const workspace = makeWorkspaceRecord({
    appId: newId<AppId>(),
    name: 'shop-test',
    key: 'k3f9bc',
    owner: 'team-shop',
    createdBy: 'ada',
    expiresAt: '2026-03-01T00:00:00.000Z',
  })

  it('has all of a full manifest, in snake case', () => {
    const manifest = makeManifest({
      appName: 'Shop',
      description: 'Sells.',
      owner: 'team-app',
      tags: ['a'],
      annotations: { 'example.com/cpu': '2' },
      components: [
        {
          name: 'web',
          type: 'frontend',
          path: './web',
          port: 3000,
          description: 'Pages',
          dependsOn: ['api'],
          annotations: { domain: 'shop.example' },
        },
      ],
    })
    const source = { url: 'https://example.com/apps.git', dirty: true, dir: '/apps/shop' }
    const revision = makeRevision(manifest, 'c0ffee')
    const input = buildTemplateInput({
      workspace,
      revision,
      source,
      parameters: { domain: 'localhost', size: 2 },
    })
    expect(input).to.deep.equal({
      domain: 'localhost',
      size: 2,
      waybill: {
        workspace: {
          id: workspace.id,
          key: 'k3f9bc',
          name: 'shop-test',
          owner: 'team-shop',
          created_by: 'ada',
          expires_at: '2026-03-01T00:00:00.000Z',
        },
        app: {
          slug: 'shop',
          name: 'Shop',
          description: 'Sells.',
          owner: 'team-app',
          tags: ['a'],
          annotations: { 'example.com/cpu': '2' },
          revision: 4,
        },
        source: { url: 'https://example.com/apps.git', commit: 'c0ffee', dirty: true, dir: '/apps/shop' },
        components: {
          web: {
            type: 'frontend',
            path: './web',
            port: 3000,
            depends_on: ['api'],
            description: 'Pages',
            annotations: { domain: 'shop.example' },
          },
        },
      },
    })
  })

  it('has every key also of the smallest manifest, null or empty where there is nothing', () => {
    const manifest = makeManifest({ components: [{ name: 'mailer', type: 'worker', path: '.' }] })
    const bare = makeWorkspaceRecord({ appId: newId<AppId>() })
    const source = { url: null, dirty: false, dir: null }
    const input = buildTemplateInput({
      workspace: bare,
      revision: makeRevision(manifest),
      source,
      parameters: {},
    })
    expect(input).to.have.nested.property('waybill.workspace').that.deep.include({
      owner: null,
      created_by: null,
      expires_at: null,
    })
    expect(input).to.have.nested.property('waybill.app').that.deep.include({
      description: null,
      owner: null,
      tags: [],
      annotations: {},
    })
    expect(input).to.have.nested.property('waybill.source').that.deep.equals({
      url: null,
      commit: null,
      dirty: false,
      dir: null,
    })
    expect(input).to.have.nested.property('waybill.components.mailer').that.deep.equals({
      type: 'worker',
      path: '.',
      port: null,
      depends_on: [],
      description: null,
      annotations: {},
    })
  })

  it('keeps a component of any name', () => {
    const components = [{ name: '__proto__', type: 'worker', path: '.' } as const]
    const source = { url: null, dirty: false, dir: null }
    const revision = makeRevision(makeManifest({ components }))
    const input = buildTemplateInput({ workspace, revision, source, parameters: {} })
    expect(JSON.stringify(input)).to.include('"components":{"__proto__":{"type":"worker"')
  })
})
