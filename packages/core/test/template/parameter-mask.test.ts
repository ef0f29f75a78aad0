import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ParameterMasks, type TemplateLookup } from '../../src/template/parameter-mask.js'
import { templateSettingsSchema } from '../../src/template/template.js'

const record = (version: string, parameters: Record<string, unknown>) => ({
  template: { name: 'local', version },
  parameters,
})

/** Knows version `a` with these parameters, and counts how often it is asked. */
function lookUp(parameters: Record<string, unknown>): TemplateLookup & { asked: number } {
  return {
    asked: 0,
    async findTemplate(_name, version) {
      this.asked += 1
      return version === 'a'
        ? { settings: templateSettingsSchema.parse({ title: 'T', parameters }) }
        : undefined
    },
  }
}

describe('ParameterMasks', () => {
  const secret = { type: 'object', properties: { token: { writeOnly: true }, size: { writeOnly: false } } }

  it('masks what is write-only, and nothing else', async () => {
    const given = record('a', { token: 'x', size: 2, other: [1] })
    const mask = await new ParameterMasks(lookUp(secret)).open([given])
    expect(mask(given)).to.deep.equal({ token: null, size: 2, other: [1] })
  })

  it('masks everything of a template that is not stored any more', async () => {
    const given = record('gone', { token: 'x', size: 2 })
    const mask = await new ParameterMasks(lookUp(secret)).open([given])
    expect(mask(given)).to.deep.equal({ token: null, size: null })
  })

  it('looks a version up once', async () => {
    const lookup = lookUp(secret)
    const masks = new ParameterMasks(lookup)
    await masks.open([record('a', {}), record('a', {})])
    await masks.open([record('a', {})])
    expect(lookup.asked).to.equal(1)
  })

  const schemas = [{ type: 'object' }, { properties: { token: true } }, { properties: 5 }]
  for (const schema of schemas) {
    it(`masks nothing by ${JSON.stringify(schema)}`, async () => {
      const given = record('a', { token: 'x' })
      const mask = await new ParameterMasks(lookUp(schema)).open([given])
      expect(mask(given)).to.deep.equal({ token: 'x' })
    })
  }
})
