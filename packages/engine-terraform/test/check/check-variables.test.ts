import { expect } from 'chai'
import { describe, it } from 'mocha'
import { checkVariables } from '../../src/check/check-variables.js'
import { makeTemplate, readExample } from '../support/read-template.js'

const waybill = 'variable "waybill" {\n  type = any\n}\n'

describe('the variables of a template', () => {
  for (const { name, main, parameters = {}, summaries } of [
    {
      name: 'fit',
      main: `${waybill}variable "a" {\n  default = 1\n}\n`,
      parameters: { properties: { a: {} } },
      summaries: [],
    },
    {
      name: 'lack one for a parameter',
      main: waybill,
      parameters: { properties: { size: {} } },
      summaries: ['error Parameter "size" has no variable'],
    },
    {
      name: 'may be left empty',
      main: `${waybill}variable "size" {\n  type = string\n}\n`,
      parameters: { properties: { size: {} } },
      summaries: ['error Variable "size" may be left without a value'],
    },
    {
      name: 'are required, or have a default in template.json',
      main: `${waybill}variable "a" {}\nvariable "b" { type = string }\n`,
      parameters: { properties: { a: {}, b: { default: 'x' } }, required: ['a'] },
      summaries: [],
    },
    {
      name: 'have a default on one line',
      main: `${waybill}variable "a" { default = "x" }\n`,
      summaries: [],
    },
    { name: 'do not take the input', main: '', summaries: ['error There is no variable "waybill"'] },
  ]) {
    it(name, () => {
      const settings = { parameters: { type: 'object', ...parameters } }
      const found = checkVariables(makeTemplate({ 'main.tf': main }, settings))
      expect(found.map(({ severity, summary }) => `${severity} ${summary}`)).to.deep.equal(summaries)
    })
  }

  it('name the line', () => {
    const main = `${waybill}\nvariable "a" {\n}\n`
    expect(checkVariables(makeTemplate({ 'main.tf': main }))[0]).to.include({ file: 'main.tf', line: 5 })
  })

  for (const name of ['local', 'files', 'process', 'docker', 'kubernetes']) {
    it(`fit in the example ${name}`, () => {
      expect(checkVariables(readExample(name))).to.deep.equal([])
    })
  }
})
