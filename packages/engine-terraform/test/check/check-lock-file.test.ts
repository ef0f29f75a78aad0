import { expect } from 'chai'
import { describe, it } from 'mocha'
import { checkLockFile } from '../../src/check/check-lock-file.js'
import { makeTemplate } from '../support/read-template.js'

const lockOf = (...names: string[]) =>
  names.map(name => `provider "registry.terraform.io/${name}" {\n  version = "1.0.0"\n}\n`).join('\n')

describe('the lock file of a template', () => {
  for (const { name, committed, installed, summaries } of [
    { name: 'is not missed where no provider is installed', installed: '', summaries: [] },
    {
      name: 'is missed where one is',
      installed: lockOf('acme/one'),
      summaries: ['There is no .terraform.lock.hcl'],
    },
    {
      name: 'is missed for what it does not name',
      committed: lockOf('acme/one'),
      installed: lockOf('acme/one', 'acme/two'),
      summaries: ['.terraform.lock.hcl does not name every provider'],
    },
    {
      name: 'is whole',
      committed: lockOf('acme/one', 'acme/two'),
      installed: lockOf('acme/two', 'acme/one'),
      summaries: [],
    },
  ]) {
    it(name, () => {
      const files = {
        'main.tf': '',
        ...(committed === undefined ? {} : { '.terraform.lock.hcl': committed }),
      }
      const found = checkLockFile(makeTemplate(files), installed)
      expect(found.map(({ summary }) => summary)).to.deep.equal(summaries)
      expect(found.every(({ severity }) => severity === 'warning')).to.equal(true)
    })
  }

  it('names the providers that are open', () => {
    const [found] = checkLockFile(makeTemplate({ 'main.tf': '' }), lockOf('acme/one', 'acme/two'))
    expect(found?.detail).to.include('registry.terraform.io/acme/one, registry.terraform.io/acme/two')
  })
})
