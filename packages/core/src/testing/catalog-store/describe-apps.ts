import { expect } from 'chai'
import { describe, it } from 'mocha'
import { appSchema } from '../../catalog/app.js'
import type { KnownApp } from '../../catalog/sync-plan.js'
import type { Manifest } from '../../manifest/manifest.js'
import { changeAppWrite, makeAppWrite, makeDiagnostic, makeManifest } from '../catalog-builders.js'
import { type CatalogStoreHarness, changeEach } from './use-catalog-store.js'

const fullManifest: Manifest = {
  $schema: 'https://example.com/schema.json',
  appName: 'Läden & Co. 🚢',
  description: 'Sells "things"\nand \\ more',
  components: [
    { name: 'web', type: 'frontend', path: './web', port: 3000, dependsOn: ['api'] },
    { name: 'api', type: 'backend', path: './api', port: 8080, annotations: { cpu: '2' } },
    { name: 'mail', type: 'worker', path: '.', port: null, description: 'Sends mail' },
  ],
  owner: 'team-shop',
  tags: ['retail', 'beta'],
  links: [{ title: 'Wiki', url: 'https://example.com/wiki' }, { url: 'https://example.com' }],
  annotations: { domain: 'shop.example.com' },
}

/** Apps as they are shown and as the next sync has to know them. */
export function describeApps(harness: CatalogStoreHarness): void {
  describe('apps', () => {
    it('knows nothing of a slug that never was', async () => {
      expect(await harness.store.findApp('shop')).to.equal(undefined)
      expect(await harness.store.findMoved('shop')).to.equal(undefined)
    })

    it('shows everything that a manifest says', async () => {
      const shop = makeAppWrite({ slug: 'shop', folder: 'Shop', newManifest: fullManifest })
      const source = { kind: 'git', location: 'https://example.com/apps.git', commit: 'c0ffee' } as const
      const report = await harness.apply(changeEach('added', shop), { report: { source } })
      expect(await harness.get('shop')).to.deep.equal({
        id: shop.id,
        slug: 'shop',
        appName: fullManifest.appName,
        description: fullManifest.description,
        components: fullManifest.components,
        status: 'active',
        owner: 'team-shop',
        tags: fullManifest.tags,
        links: fullManifest.links,
        annotations: fullManifest.annotations,
        revision: 1,
        source: {
          file: 'Shop/app-manifest.json',
          commit: 'c0ffee',
          contentHash: shop.contentHash,
          syncId: report.id,
        },
        diagnostics: [],
        createdAt: report.endedAt,
        updatedAt: report.endedAt,
        removedAt: null,
      })
    })

    it('shows null and empty lists for what a manifest leaves out', async () => {
      const newManifest = { appName: 'Shop', components: [] }
      await harness.apply(changeEach('added', makeAppWrite({ slug: 'shop', newManifest })))
      const { description, owner, tags, links, annotations, source } = await harness.get('shop')
      expect({ description, owner, tags, links, annotations, commit: source.commit }).to.deep.equal({
        description: null,
        owner: null,
        tags: [],
        links: [],
        annotations: {},
        commit: null,
      })
    })

    it('shows a broken app with its findings and without a name or a revision', async () => {
      const diagnostics = [makeDiagnostic(), makeDiagnostic({ severity: 'warning', message: 'odd' })]
      const shop = changeAppWrite(makeAppWrite({ slug: 'shop' }), {
        status: 'broken',
        contentHash: null,
        diagnostics,
      })
      await harness.apply(changeEach('broken', shop))
      const app = await harness.get('shop')
      expect(app).to.deep.include({
        status: 'broken',
        appName: null,
        components: [],
        revision: null,
        diagnostics,
      })
      expect(app.source.contentHash).to.equal(null)
      expect(await harness.store.listRevisions(shop.id)).to.deep.equal([])
    })

    it('shows apps that fit the schema, in whatever state', async () => {
      const statuses = ['active', 'invalid', 'removed'] as const
      const apps = statuses.map(status => makeAppWrite({ slug: status, status, newManifest: fullManifest }))
      const broken = changeAppWrite(makeAppWrite({ slug: 'broken' }), { status: 'broken', contentHash: null })
      await harness.apply(changeEach('added', ...apps, broken))
      for (const slug of [...statuses, 'broken']) {
        const app = await harness.get(slug)
        expect(appSchema.parse(app)).to.deep.equal(app)
      }
    })

    it('shows the last good manifest of an invalid app, with the new findings', async () => {
      const shop = makeAppWrite({ slug: 'shop' })
      const first = await harness.apply(changeEach('added', shop), {
        report: { source: { kind: 'git', location: 'x', commit: 'good' } },
      })
      const diagnostics = [makeDiagnostic()]
      const second = await harness.apply(
        changeEach('broken', changeAppWrite(shop, { status: 'invalid', errors: 1, diagnostics })),
        { report: { source: { kind: 'git', location: 'x', commit: 'bad' } } },
      )
      const app = await harness.get('shop')
      expect(app).to.deep.include({ status: 'invalid', appName: 'shop', revision: 1, diagnostics })
      expect(app.source).to.deep.include({ commit: 'good', contentHash: shop.contentHash, syncId: second.id })
      expect([app.createdAt, app.updatedAt]).to.deep.equal([first.endedAt, second.endedAt])
    })

    it('keeps findings that a change does not name, and drops them when it names none', async () => {
      const diagnostics = [makeDiagnostic({ severity: 'warning' })]
      const shop = makeAppWrite({ slug: 'shop', diagnostics })
      await harness.apply(changeEach('added', shop))
      const changed = changeAppWrite(shop, { contentHash: 'b', newManifest: makeManifest() })
      await harness.apply(changeEach('changed', changed))
      expect((await harness.get('shop')).diagnostics).to.deep.equal(diagnostics)
      await harness.apply(changeEach('changed', changeAppWrite(changed, { diagnostics: [] })))
      expect((await harness.get('shop')).diagnostics).to.deep.equal([])
    })

    it('knows of each app what was written last, also of removed ones', async () => {
      const known = (app: KnownApp) => ({
        id: app.id,
        slug: app.slug,
        folder: app.folder,
        status: app.status,
        fingerprint: app.fingerprint,
        contentHash: app.contentHash,
        diagnosticsHash: app.diagnosticsHash,
        errors: app.errors,
        warnings: app.warnings,
      })
      const shop = makeAppWrite({ slug: 'shop', folder: 'The Shop é', warnings: 3, diagnosticsHash: 'd1' })
      const blog = makeAppWrite({ slug: 'blog' })
      const gone = changeAppWrite(blog, { status: 'removed', fingerprint: '' })
      const broken = makeAppWrite({ slug: 'broken', status: 'broken', contentHash: null, errors: 7 })
      await harness.apply([
        ...changeEach('added', shop, blog),
        ...changeEach('broken', changeAppWrite(broken, { diagnostics: [makeDiagnostic()] })),
      ])
      await harness.apply(changeEach('removed', gone))
      const { version, apps } = await harness.store.listKnown()
      expect(version).to.equal(2)
      expect(apps).to.have.deep.members([shop, gone, broken].map(known))
    })
  })
}
