'use strict'

/** What is said at the end of a test run: every skipped test by its name, then the line that a machine can read. */
exports.closingLines = function closingLines({ passes, failures, skipped }) {
  const named =
    skipped.length > 0 ? `${skipped.length} skipped:\n${skipped.map(title => `  - ${title}\n`).join('')}` : ''
  return `${named}${passes} passed, ${failures} failed\n`
}
