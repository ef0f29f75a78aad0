import { expect } from 'chai'
import { describe, it } from 'mocha'
import { chooseRequestId } from '../../src/http/request-id.js'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'

describe('request id', () => {
  const cases = [
    { name: "takes the caller's", headers: { 'x-request-id': 'pr-42.a:b_c' }, expected: 'pr-42.a:b_c' },
    {
      name: 'else the trace id',
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      expected: trace,
    },
    {
      name: 'the trace id also where the id cannot be used',
      headers: { 'x-request-id': 'a b', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      expected: trace,
    },
  ]
  for (const { name, headers, expected } of cases)
    it(name, () => {
      expect(chooseRequestId(headers)).to.equal(expected)
    })

  const unusable = [
    { name: 'none', headers: {} },
    { name: 'an empty one', headers: { 'x-request-id': '' } },
    { name: 'one that would break a line of the log', headers: { 'x-request-id': 'a\tb' } },
    { name: 'one that is too long', headers: { 'x-request-id': 'a'.repeat(129) } },
    ...[
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `ff-${trace}-00f067aa0ba902b7-01`,
      `00-${trace}-00f067aa0ba902b7-01x`,
    ].map(traceparent => ({ name: `the invalid trace ${traceparent}`, headers: { traceparent } })),
    { name: 'a trace that is none', headers: { traceparent: '00-xyz-00f067aa0ba902b7-01' } },
  ]
  for (const { name, headers } of unusable)
    it(`makes a new one for ${name}`, () => {
      expect(chooseRequestId(headers)).to.match(/^[\da-f]{8}-[\da-f]{4}-4/)
    })
})
