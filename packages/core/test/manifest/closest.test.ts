import { expect } from 'chai'
import { describe, it } from 'mocha'
import { closest } from '../../src/manifest/closest.js'

const keys = ['appName', 'description', 'components', 'owner', 'tags', 'dependsOn', 'port']

describe('closest', () => {
  const cases = [
    { name: 'takes a letter too many', text: 'ports', meant: 'port' },
    { name: 'takes a letter too few', text: 'descripion', meant: 'description' },
    { name: 'takes two letters swapped', text: 'onwer', meant: 'owner' },
    { name: 'takes other case and separators', text: 'DEPENDS_ON', meant: 'dependsOn' },
    { name: 'takes an ending', text: 'name', meant: 'appName' },
    { name: 'leaves what is far from all', text: 'replicas', meant: undefined },
    { name: 'leaves a short word with another letter for each', text: 'xyz', meant: undefined },
    { name: 'leaves what is too long to be a slip', text: 'port'.repeat(100), meant: undefined },
  ]
  for (const { name, text, meant } of cases) it(name, () => expect(closest(text, keys)).to.equal(meant))

  it('takes the nearest of several', () => {
    expect(closest('mailr', ['main', 'mailer', 'mail'])).to.equal('mailer')
  })
})
