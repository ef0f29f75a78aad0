import { expect } from 'chai'
import { describe, it } from 'mocha'
import stringWidth from 'string-width'
import { clean, cutText, fitText, widthOf, wrapText } from '../../src/text/text-width.js'

describe('text width', () => {
  it('takes the quick way only for what is one column wide and safe', () => {
    for (let code = 0x20; code < 0x3000; code += 1) {
      const sign = String.fromCharCode(code)
      expect(widthOf(sign), `U+${code.toString(16)}`).to.equal(stringWidth(sign))
    }
    for (const unsafe of ['\u001b', '\u0007', '\n', '\u009b', '\u202e', '\u200b']) {
      expect(clean(unsafe), JSON.stringify(unsafe)).not.to.include(unsafe)
    }
  })

  const cases = [
    { name: 'fills', made: fitText('ab', 4), expected: 'ab  ' },
    { name: 'fills to the right', made: fitText('ab', 4, 'right'), expected: '  ab' },
    { name: 'cuts with an ellipsis', made: fitText('abcdef', 4), expected: 'abc…' },
    { name: 'never cuts a wide sign in half', made: fitText('漢字漢字', 4), expected: '漢… ' },
    { name: 'cuts at a whole sign', made: cutText('e\u0301e\u0301', 1), expected: 'e\u0301' },
    { name: 'has no room', made: fitText('abc', 0), expected: '' },
    { name: 'wraps at blanks', made: wrapText('one two three', 8).join('|'), expected: 'one two|three' },
    { name: 'wraps a long word', made: wrapText('abcdefgh', 3).join('|'), expected: 'abc|def|gh' },
  ]
  for (const { name, made, expected } of cases) it(name, () => expect(made).to.equal(expected))
})
