import { createWorkspaceSchema, syncOptionsSchema } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { z } from 'zod'
import { makeBodyReader } from '../../src/route/body-reader.js'
import { catchError } from '../catch-error.js'

const about = { description: '', examples: {} }
const read = makeBodyReader({
  kind: 'json',
  schema: createWorkspaceSchema.strict(),
  required: true,
  ...about,
})
const readOptional = makeBodyReader({
  kind: 'json',
  schema: syncOptionsSchema.strict(),
  required: false,
  ...about,
})
const readText = makeBodyReader({ kind: 'text', schema: z.string(), required: true, ...about })

describe('body reader', () => {
  it('gives what the schema makes of it', () => {
    expect(read('{"appSlug":"shop"}')).to.deep.equal({ appSlug: 'shop', parameters: {}, planFirst: false })
  })

  it('takes none for {} where it is optional', () => {
    expect(readOptional(undefined)).to.deep.equal({ dryRun: false, force: false })
  })

  it('hands a text on as it is', () => {
    expect(readText('\ufeff{ "appName": ')).to.equal('\ufeff{ "appName": ')
  })

  const malformed = [
    { name: 'a missing value', text: '{"appSlug": }', line: 1, column: 13 },
    { name: 'a trailing comma', text: '{"appSlug": "shop",}', line: 1, column: 20 },
    { name: 'a comment', text: '{\n  // no\n  "appSlug": "shop"\n}', line: 2, column: 3 },
    { name: 'an end too early', text: '{\n  "appSlug": "shop"', line: 2, column: 20 },
    { name: 'something behind the end', text: '{"appSlug":"shop"} x', line: 1, column: 20 },
    { name: 'a byte-order mark', text: '\ufeff{"appSlug":"shop"}', line: 1, column: 1 },
  ]
  for (const { name, text, line, column } of malformed)
    it(`says where ${name} is`, () => {
      const error = catchError(() => read(text))
      expect(error.code).to.equal('MALFORMED_REQUEST')
      expect(error.details.position).to.include({ line, column })
      expect(error.message).to.contain(`line ${line}, column ${column}`)
    })

  const invalid = [
    { name: 'none where one is needed', text: undefined, pointers: [''] },
    { name: 'something other than an object', text: '[]', pointers: [''] },
    { name: 'null', text: 'null', pointers: [''] },
    { name: 'a missing key', text: '{}', pointers: ['/appSlug'] },
    { name: 'wrong types, each of them', text: '{"appSlug":1,"owner":[]}', pointers: ['/appSlug', '/owner'] },
    { name: 'unknown keys, each of them', text: '{"appSlug":"a","x":1,"y":2}', pointers: ['/x', '/y'] },
    { name: 'a key that needs escaping', text: '{"appSlug":"a","a/b~c":1}', pointers: ['/a~1b~0c'] },
    {
      name: 'a NUL character, wherever it is',
      text: '{"appSlug":"a","parameters":{"a":[{"b":"\\u0000"}]}}',
      pointers: ['/parameters/a/0/b'],
    },
    { name: 'half of a surrogate pair', text: '{"appSlug":"\\ud800"}', pointers: ['/appSlug'] },
    {
      name: 'a NUL character in a key',
      text: '{"appSlug":"a","parameters":{"a\\u0000":1}}',
      pointers: ['/parameters'],
    },
  ]
  for (const { name, text, pointers } of invalid)
    it(`refuses ${name}`, () => {
      const error = catchError(() => read(text))
      expect(error.code).to.equal('INVALID_INPUT')
      expect(error.issues.map(issue => issue.pointer)).to.deep.equal(pointers)
    })

  it('refuses what is nested so deep that it could not be written out again', () => {
    const text = `{"appSlug":"a","parameters":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    expect(catchError(() => read(text)).issues[0]?.detail).to.equal('is nested deeper than 64 levels')
  })

  it('lets nothing reach Object.prototype', () => {
    const body = read(
      '{"appSlug":"a","parameters":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    )
    expect(Object.keys(body)).to.have.members(['appSlug', 'parameters', 'planFirst'])
    expect(Reflect.get({}, 'polluted')).to.equal(undefined)
  })

  it('says what was meant', () => {
    const error = catchError(() => read('{"appslug":"shop"}'))
    expect(error.issues.map(({ detail }) => detail)).to.deep.equal([
      'is required',
      'is not a known key; did you mean "appSlug"?',
    ])
  })
})
