import { expect } from 'chai'
import { describe, it } from 'mocha'
import { createWaybill } from '../../src/create-waybill.js'
import type { ExtraRule } from '../../src/manifest/extra-rule.js'
import { checkFolder } from '../../src/source/check-folder.js'
import { directorySource } from '../../src/source/directory-source.js'
import { scan } from '../../src/source/scan.js'
import { expectCode } from '../../src/testing/expect-code.js'
import { makeTree } from '../diagnostic/make-tree.js'

const ownerRequired: ExtraRule = {
  code: 'acme/owner-required',
  severity: 'error',
  title: 'App without an owner',
  why: 'Somebody has to be called at night.',
  check: ({ manifest, report }) => {
    if (manifest.owner === undefined)
      report({ path: [], part: 'opening', message: 'The app has no owner.', help: 'Add "owner".' })
  },
}

const portBelow: ExtraRule = {
  code: 'acme/high-port',
  severity: 'warning',
  title: 'Low port',
  why: 'Our platform has no root.',
  check: ({ manifest, readText, report }) =>
    manifest.components.forEach(({ port }, index) => {
      if (typeof port === 'number' && port < 1024)
        report({
          path: ['components', index, 'port'],
          message: `Port ${port} is below 1024; the Dockerfile has ${readText('Dockerfile')?.length} characters.`,
          fix: { title: 'Write 8080', safe: false, newText: '8080' },
        })
    }),
}

const shop = {
  'shop/app-manifest.json':
    '{"appName": "Shop",\n "components": [{"name": "web", "type": "frontend", "path": ".", "port": 80}]}',
  'shop/Dockerfile': 'FROM x\n',
}

describe('rules of one’s own', () => {
  it('find things like any other rule: with place, help and fix', async () => {
    using tree = makeTree(shop)
    const { apps, diagnostics } = await scan(tree.path, { extraRules: [ownerRequired, portBelow] })
    expect(
      diagnostics.map(({ code, severity, range, pointer }) => [code, severity, range?.start.line, pointer]),
    ).to.deep.equal([
      ['acme/owner-required', 'error', 1, ''],
      ['acme/high-port', 'warning', 2, '/components/0/port'],
    ])
    expect(diagnostics[1]?.message).to.include('has 7 characters')
    expect(diagnostics[1]?.fix?.edits[0]?.newText).to.equal('8080')
    expect(apps[0]?.manifest).to.equal(undefined)
  })

  it('are ignored with a reason where they only warn', async () => {
    const text = shop['shop/app-manifest.json'].replace(
      '"Shop",',
      '"Shop", "x-waybill-ignore": {"acme/high-port": "Legacy."},',
    )
    using tree = makeTree({ ...shop, 'shop/app-manifest.json': text })
    expect(checkFolder(`${tree.path}/shop`, { extraRules: [portBelow] }).diagnostics).to.deep.equal([])
    const other = { ...portBelow, check: () => undefined }
    expect(checkFolder(`${tree.path}/shop`, { extraRules: [other] }).diagnostics[0]?.code).to.equal('WB220')
  })

  it('that fail are a finding, and the others go on', async () => {
    using tree = makeTree(shop)
    const failing: ExtraRule = {
      ...portBelow,
      code: 'acme/broken',
      check: () => {
        throw new Error('oops')
      },
    }
    const { diagnostics } = await scan(tree.path, { extraRules: [failing, ownerRequired] })
    expect(diagnostics.map(({ message }) => message)).to.deep.equal([
      'The rule acme/broken failed: oops',
      'The app has no owner.',
    ])
  })

  it('count in a catalog, and another version of one has every app checked again', async () => {
    using tree = makeTree(shop)
    const rules = [{ ...ownerRequired }]
    await using waybill = await createWaybill({
      source: directorySource(tree.path),
      extraRules: rules,
      worker: false,
    })
    await waybill.catalog.sync()
    expect((await waybill.catalog.diagnostics()).map(({ code }) => code)).to.deep.equal([
      'acme/owner-required',
    ])
    expect((await waybill.catalog.sync()).counts.unchanged).to.equal(1)
  })

  const wrong = [
    { name: 'a code like Waybill’s own', rule: { ...ownerRequired, code: 'WB999' } },
    { name: 'an unknown severity', rule: { ...ownerRequired, severity: 'fatal' as never } },
    { name: 'no function', rule: { ...ownerRequired, check: undefined as never } },
  ]
  for (const { name, rule } of wrong)
    it(`are refused for ${name}`, async () => {
      await expectCode(scan('.', { extraRules: [rule] }), 'INVALID_INPUT')
    })

  it('are refused for a code that is used twice', async () => {
    await expectCode(scan('.', { extraRules: [ownerRequired, ownerRequired] }), 'INVALID_INPUT')
  })
})

describe('checkFolder', () => {
  it('checks a manifest that is not on disk yet against the files that are', () => {
    using tree = makeTree(shop)
    const text = shop['shop/app-manifest.json'].replace('"."', '"./web"')
    const { diagnostics } = checkFolder(`${tree.path}/shop`, { manifest: Buffer.from(text) })
    expect(diagnostics.map(({ code, file }) => [code, file])).to.deep.equal([
      ['WB306', 'shop/app-manifest.json'],
    ])
  })
})
