import { errorCodes, toWaybillError, WaybillError } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { buildProblem, problemSchema } from '../../src/http/problem.js'

const request = { path: '/api/v1/catalog/shp', requestId: 'r-1' }

describe('problem document', () => {
  it('has every member of RFC 9457, our code, and what the error brings along', () => {
    const error = new WaybillError('APP_NOT_FOUND', 'There is no app "shp".', {
      hint: 'Did you mean shop?',
      issues: [{ pointer: '/appSlug', detail: 'is not in the catalog' }],
      details: { suggestions: ['shop'] },
    })
    expect(buildProblem(error, request)).to.deep.equal({
      type: 'urn:waybill:problem:APP_NOT_FOUND',
      title: 'App not found',
      status: 404,
      detail: 'There is no app "shp".',
      instance: '/api/v1/catalog/shp',
      code: 'APP_NOT_FOUND',
      requestId: 'r-1',
      hint: 'Did you mean shop?',
      errors: [{ pointer: '/appSlug', detail: 'is not in the catalog' }],
      suggestions: ['shop'],
    })
  })

  it('lets no detail take the place of a member', () => {
    const error = new WaybillError('SYNC_HELD', 'Held.', { details: { status: 'held', code: 1, plan: [] } })
    expect(buildProblem(error, request)).to.include({ status: 409, code: 'SYNC_HELD' })
  })

  it('tells nothing of an unknown error, neither message nor stack', () => {
    const text = JSON.stringify(buildProblem(toWaybillError(new Error('password=hunter2')), request))
    expect(text).to.contain('INTERNAL')
    expect(text).not.to.match(/hunter2|at .*\.js/)
  })

  for (const [code, { status }] of Object.entries(errorCodes))
    it(`${code} is answered with ${status}`, () => {
      const problem = buildProblem(new WaybillError(code as keyof typeof errorCodes, 'x'), request)
      expect(problemSchema.parse(problem)).to.include({ code, status })
    })
})
