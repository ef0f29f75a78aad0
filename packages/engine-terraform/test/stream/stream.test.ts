import { expect } from 'chai'
import { describe, it } from 'mocha'
import { addToReport, emptyReport, isApplied, summarizePlan } from '../../src/stream/phase-report.js'
import { parseStreamLine, type StreamEvent } from '../../src/stream/stream-event.js'

const resource = { addr: 'terraform_data.a', module: '', resource_key: null }

describe("a line of Terraform's stream", () => {
  const cases: readonly { name: string; line: unknown; event: StreamEvent | undefined }[] = [
    {
      name: 'says nothing of resources when it tells the version',
      line: { type: 'version' },
      event: undefined,
    },
    { name: 'is only log when its type is not known', line: { type: 'novelty', hook: {} }, event: undefined },
    { name: 'is only log when Waybill wrote it', line: { type: 'waybill' }, event: undefined },
    { name: 'is only log without a type', line: { '@message': 'x' }, event: undefined },
    {
      name: 'tells of a planned change',
      line: { type: 'planned_change', change: { resource, action: 'replace', reason: 'tainted' } },
      event: {
        type: 'planned',
        change: { address: 'terraform_data.a', action: 'replace', reason: 'tainted' },
      },
    },
    {
      name: 'tells that a resource is begun',
      line: { type: 'apply_start', hook: { resource, action: 'create' } },
      event: {
        type: 'resource',
        resource: { address: 'terraform_data.a', action: 'create', phase: 'started', id: null },
      },
    },
    {
      name: 'tells that a resource is finished',
      line: { type: 'apply_complete', hook: { resource, action: 'delete', id_key: 'id', id_value: '1' } },
      event: {
        type: 'resource',
        resource: { address: 'terraform_data.a', action: 'delete', phase: 'completed', id: '1' },
      },
    },
    {
      name: 'tells that a resource failed',
      line: { type: 'apply_errored', hook: { resource, action: 'create' } },
      event: {
        type: 'resource',
        resource: { address: 'terraform_data.a', action: 'create', phase: 'errored', id: null },
      },
    },
    {
      name: 'tells of no resource when a data source is read',
      line: { type: 'apply_start', hook: { resource, action: 'read' } },
      event: undefined,
    },
    {
      name: 'tells of a diagnostic and its place',
      line: {
        type: 'diagnostic',
        diagnostic: {
          severity: 'error',
          summary: 'Bad',
          detail: 'Very bad',
          address: 'terraform_data.a',
          range: { filename: 'main.tf', start: { line: 3, column: 1, byte: 9 } },
          snippet: {},
        },
      },
      event: {
        type: 'diagnostic',
        diagnostic: {
          severity: 'error',
          summary: 'Bad',
          detail: 'Very bad',
          address: 'terraform_data.a',
          file: 'main.tf',
          line: 3,
        },
      },
    },
    {
      name: 'takes a diagnostic without a place, of a severity yet to come',
      line: { type: 'diagnostic', diagnostic: { severity: 'notice', summary: 'Hm' } },
      event: {
        type: 'diagnostic',
        diagnostic: {
          severity: 'warning',
          summary: 'Hm',
          detail: '',
          address: null,
          file: null,
          line: null,
        },
      },
    },
    {
      name: 'counts changes, also where a count is missing',
      line: { type: 'change_summary', changes: { add: 2, import: 0, remove: 1, operation: 'plan' } },
      event: { type: 'summary', operation: 'plan', counts: { add: 2, change: 0, remove: 1 } },
    },
    {
      name: 'gives outputs, the sensitive ones without a value',
      line: {
        type: 'outputs',
        outputs: {
          url: { sensitive: false, type: 'string', value: 'http://x' },
          password: { sensitive: true, type: 'string' },
          leaked: { sensitive: true, type: 'string', value: 'x' },
          none: { sensitive: false, action: 'create' },
        },
      },
      event: {
        type: 'outputs',
        outputs: {
          url: { sensitive: false, value: 'http://x' },
          password: { sensitive: true, value: null },
          leaked: { sensitive: true, value: null },
          none: { sensitive: false, value: null },
        },
      },
    },
    {
      name: 'is only log where its shape is another',
      line: { type: 'apply_start', hook: 1 },
      event: undefined,
    },
  ]
  for (const { name, line, event } of cases) {
    it(name, () => expect(parseStreamLine(JSON.stringify(line))).to.deep.equal(event))
  }

  for (const text of ['', 'plain', '{', '{"type":', '[]', 'null', '{"type":1}', '"{"']) {
    it(`is only log when it is ${JSON.stringify(text)}`, () => {
      expect(parseStreamLine(text)).to.equal(undefined)
    })
  }
})

describe('the report of a phase', () => {
  const reportOf = (...events: StreamEvent[]) => events.reduce(addToReport, emptyReport)
  const step = (phase: 'started' | 'completed' | 'errored', address: string): StreamEvent => ({
    type: 'resource',
    resource: { address, action: 'create', phase, id: null },
  })

  it('counts nothing when nothing was said', () => {
    expect(summarizePlan(emptyReport)).to.deep.include({ add: 0, change: 0, destroy: 0, replace: 0 })
  })

  it("has Terraform's counts, and replacements by themselves", () => {
    const report = reportOf(
      { type: 'planned', change: { address: 'a', action: 'replace', reason: null } },
      { type: 'planned', change: { address: 'b', action: 'create', reason: null } },
      { type: 'summary', operation: 'plan', counts: { add: 2, change: 3, remove: 1 } },
    )
    expect(summarizePlan(report)).to.deep.include({ add: 2, change: 3, destroy: 1, replace: 1 })
  })

  it('is that of a done apply only when Terraform said so', () => {
    const counts = { add: 1, change: 0, remove: 0 }
    expect(isApplied(reportOf({ type: 'summary', operation: 'plan', counts }))).to.equal(false)
    expect(isApplied(reportOf({ type: 'summary', operation: 'apply', counts }))).to.equal(true)
    expect(isApplied(reportOf({ type: 'summary', operation: 'destroy', counts }))).to.equal(true)
  })

  it('knows which resources were begun and not ended', () => {
    const report = reportOf(
      step('started', 'a'),
      step('started', 'b'),
      step('completed', 'a'),
      step('started', 'c'),
    )
    expect(report.inFlight).to.deep.equal(['b', 'c'])
    expect(addToReport(report, step('errored', 'b')).inFlight).to.deep.equal(['c'])
  })
})
