import { runKinds } from '@waybill/core'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { buildApplyArgs } from '../../src/command/apply.js'
import { buildInitArgs } from '../../src/command/init.js'
import { buildPlanArgs } from '../../src/command/plan.js'

describe('arguments', () => {
  const common = ['plan', '-json', '-input=false', '-lock-timeout=10s', '-out=waybill.tfplan']
  const plans = {
    provision: common,
    update: common,
    plan: common,
    destroy: [...common, '-destroy'],
    refresh: [...common, '-refresh-only'],
  }
  for (const kind of runKinds) {
    it(`plan a run of the kind ${kind} into a file`, () => {
      expect(buildPlanArgs(kind)).to.deep.equal(plans[kind])
    })
  }

  it('apply exactly that file', () => {
    expect(buildApplyArgs()).to.deep.equal([
      'apply',
      '-json',
      '-input=false',
      '-lock-timeout=10s',
      'waybill.tfplan',
    ])
  })

  for (const { name, version, output } of [
    { name: 'terraform', version: '1.5.0', output: '-no-color' },
    { name: 'terraform', version: '1.9.0', output: '-json' },
    { name: 'tofu', version: '1.6.2', output: '-no-color' },
    { name: 'tofu', version: '1.7.0', output: '-json' },
  ] as const) {
    it(`prepare with ${output} where ${name} is ${version}`, () => {
      expect(buildInitArgs({ name, version })).to.deep.equal(['init', output, '-input=false'])
    })
  }
})
