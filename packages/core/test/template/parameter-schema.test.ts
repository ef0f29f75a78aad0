import { expect } from 'chai'
import { describe, it } from 'mocha'
import { checkParameters, explainSchema } from '../../src/template/parameter-schema.js'

const schema = {
  type: 'object',
  required: ['domain'],
  additionalProperties: false,
  properties: {
    domain: { type: 'string', format: 'hostname', title: 'Domain' },
    size: { type: 'integer', minimum: 1, default: 2 },
    token: { type: 'string', writeOnly: true },
    nested: {
      type: 'object',
      properties: { zone: { type: 'string', default: 'a' }, 'a/b': { type: 'string' } },
      required: ['a/b'],
      default: { 'a/b': 'x' },
    },
  },
}

describe('checkParameters', () => {
  it('fills in defaults, also nested ones, and leaves what it was given as it is', () => {
    const given = { domain: 'example.com' }
    expect(checkParameters(schema, given)).to.deep.equal({
      ok: true,
      parameters: { domain: 'example.com', size: 2, nested: { 'a/b': 'x', zone: 'a' } },
    })
    expect(given).to.deep.equal({ domain: 'example.com' })
  })

  const refusals = [
    { name: 'a missing one', given: {}, issue: { pointer: '/domain', detail: 'is required' } },
    {
      name: 'a nested missing one, its name escaped',
      given: { domain: 'a.b', nested: {} },
      issue: { pointer: '/nested/a~1b', detail: 'is required' },
    },
    {
      name: 'an unknown one, with what was meant',
      given: { domain: 'a.b', sise: 3 },
      issue: { pointer: '/sise', detail: 'is not a parameter of the template; did you mean "size"?' },
    },
    {
      name: 'an unknown one that is like no other',
      given: { domain: 'a.b', colour: 3 },
      issue: { pointer: '/colour', detail: 'is not a parameter of the template' },
    },
    {
      name: 'a number below the least',
      given: { domain: 'a.b', size: 0 },
      issue: { pointer: '/size', detail: 'must be >= 1' },
    },
    {
      name: 'a text of a wrong format',
      given: { domain: 'not a host' },
      issue: { pointer: '/domain', detail: 'must match format "hostname"' },
    },
    {
      name: 'a number written as text',
      given: { domain: 'a.b', size: '3' },
      issue: { pointer: '/size', detail: 'must be integer' },
    },
  ]
  for (const { name, given, issue } of refusals) {
    it(`refuses ${name}`, () => {
      expect(checkParameters(schema, given)).to.deep.equal({ ok: false, issues: [issue] })
    })
  }

  it('names everything that does not fit', () => {
    const result = checkParameters(schema, { size: 0, colour: 1 })
    expect(result.ok || result.issues.map(({ pointer }) => pointer).sort()).to.deep.equal([
      '/colour',
      '/domain',
      '/size',
    ])
  })
})

describe('explainSchema', () => {
  const cases = [
    { name: 'a good one', text: schema, ok: true },
    { name: 'one with keys of forms', text: { type: 'object', 'x-order': ['a'], examples: [] }, ok: true },
    { name: 'a type that is none', text: { type: 'objekt' }, ok: false },
    { name: 'a reference to nothing', text: { $ref: '#/$defs/none' }, ok: false },
    { name: 'a pattern that is none', text: { properties: { a: { pattern: '(' } } }, ok: false },
    { name: 'a limit that is no number', text: { properties: { a: { minimum: 'x' } } }, ok: false },
    { name: 'required names that are no list', text: { required: 'a' }, ok: false },
    {
      name: 'the dialect, named',
      text: { $schema: 'https://json-schema.org/draft/2020-12/schema' },
      ok: true,
    },
    { name: 'another dialect', text: { $schema: 'http://json-schema.org/draft-04/schema#' }, ok: false },
    { name: 'a property that may be anything', text: { properties: { a: true } }, ok: true },
    { name: 'a property that is no schema', text: { properties: { a: 3 } }, ok: false },
    { name: 'properties that are a list', text: { properties: [] }, ok: false },
    { name: 'a title that is no text', text: { properties: { a: { title: 3 } } }, ok: false },
    {
      name: 'a secret that is only nearly one',
      text: { properties: { a: { writeOnly: 'yes' } } },
      ok: false,
    },
  ]
  for (const { name, text, ok } of cases) {
    it(`${ok ? 'has nothing against' : 'says what is wrong with'} ${name}`, () => {
      expect(explainSchema(text) === undefined).to.equal(ok)
    })
  }

  it('says where', () => {
    expect(explainSchema({ properties: { a: { writeOnly: 'yes' } } })).to.equal(
      '/properties/a has to be a schema: `title` and `description` are texts, `writeOnly` is true or false',
    )
  })
})
