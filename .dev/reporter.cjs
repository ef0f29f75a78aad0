'use strict'
const { writeFileSync } = require('node:fs')
const { reporters } = require('mocha')
const { closingLines } = require('./tally.cjs')

/**
 * Mocha's spec reporter, with every skipped test named at the end and a last line that a machine can read. A part
 * of a larger run leaves that to the whole: it writes its tally to the file that `WAYBILL_TEST_TALLY` names.
 */
module.exports = class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const skipped = []
    runner.on('pending', test => skipped.push(test.fullTitle()))
    runner.once('end', () => {
      const { passes, failures } = runner.stats
      const tally = { passes, failures, skipped }
      const file = process.env.WAYBILL_TEST_TALLY
      if (file) writeFileSync(file, JSON.stringify(tally))
      else process.stdout.write(closingLines(tally))
    })
  }
}
