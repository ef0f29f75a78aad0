'use strict'
const { reporters } = require('mocha')

/** Mocha's spec reporter, with every skipped test named at the end and a last line that a machine can read. */
module.exports = class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const skipped = []
    runner.on('pending', test => skipped.push(test.fullTitle()))
    runner.once('end', () => {
      const { passes, failures } = runner.stats
      if (skipped.length > 0)
        process.stdout.write(`${skipped.length} skipped:\n${skipped.map(title => `  - ${title}\n`).join('')}`)
      process.stdout.write(`${passes} passed, ${failures} failed\n`)
    })
  }
}
