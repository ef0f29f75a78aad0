import { expect } from 'chai'
import { describe, it } from 'mocha'
import { z } from 'zod'
import { parseInput } from '../../src/error/parse-input.js'
import { WaybillError } from '../../src/error/waybill-error.js'

const schema = z.object({ limit: z.int().max(10).default(5), 'a/b~c': z.array(z.string()).optional() })

function errorOf(input: unknown): WaybillError {
  try {
    parseInput(schema, input, 'the query')
  } catch (error) {
    if (error instanceof WaybillError) return error
  }
  throw new Error('It was taken.')
}

describe('parseInput', () => {
  it('gives back the input with its defaults', () => {
    expect(parseInput(schema, {}, 'the query')).to.deep.equal({ limit: 5 })
  })

  it('names everything that does not fit, by JSON Pointer, with what was expected', () => {
    const error = errorOf({ limit: 11, 'a/b~c': ['x', 1] })
    expect(error.code).to.equal('INVALID_INPUT')
    expect(error.issues.map(issue => issue.pointer)).to.deep.equal(['/limit', '/a~1b~0c/1'])
    expect(error.message).to.match(
      /^There is something wrong with the query\. \/limit: .*<=10.*; \/a~1b~0c\/1: /,
    )
  })

  it('points at the whole of an input that is nothing of the kind', () => {
    expect(errorOf('text').issues.map(issue => issue.pointer)).to.deep.equal([''])
  })
})
