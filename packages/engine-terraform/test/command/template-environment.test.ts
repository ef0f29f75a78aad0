import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { readTemplateEnvironment } from '../../src/command/template-environment.js'

describe("a template's own environment", () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'waybill-env-'))
    writeFileSync(join(directory, 'shop.env'), '# for the shop\nDEMO_TOKEN="a b"\nDEMO_REGION=eu\n')
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  for (const { name, template, hasDirectory, values } of [
    {
      name: 'is read from its file',
      template: 'shop',
      hasDirectory: true,
      values: { DEMO_TOKEN: 'a b', DEMO_REGION: 'eu' },
    },
    { name: 'is empty without a file', template: 'other', hasDirectory: true, values: {} },
    { name: 'is empty without a directory', template: 'shop', hasDirectory: false, values: {} },
  ]) {
    it(name, async () => {
      expect(await readTemplateEnvironment(hasDirectory ? directory : undefined, template)).to.deep.equal(
        values,
      )
    })
  }
})
