import { expect } from 'chai'
import { describe, it } from 'mocha'
import { buildMasks, maskSecrets } from '../../src/log/mask-secrets.js'

const mask = (text: string, secrets: readonly string[]): string => {
  const bytes = Buffer.from(text)
  maskSecrets(bytes, buildMasks(secrets))
  expect(bytes.length).to.equal(Buffer.byteLength(text))
  return bytes.toString('utf8')
}

describe('secrets in the log', () => {
  for (const { name, text, secrets, masked } of [
    {
      name: 'are overwritten wherever they stand',
      text: 'a hushhush b hushhush',
      secrets: ['hushhush'],
      masked: 'a ******** b ********',
    },
    { name: 'are not looked for when they are short', text: 'eu-west', secrets: ['eu'], masked: 'eu-west' },
    {
      name: 'are found as JSON writes them',
      text: String.raw`{"m":"a\"b\\c\nd"}`,
      secrets: ['a"b\\c\nd'],
      masked: '{"m":"**********"}',
    },
    {
      name: 'are found as Go writes them',
      text: String.raw`x \u003cadmin\u0026\u003e y`,
      secrets: ['<admin&>'],
      masked: 'x *********************** y',
    },
    {
      name: 'are overwritten whole when one holds another',
      text: 'secret-secret1',
      secrets: ['secret', 'secret-secret1'],
      masked: '**************',
    },
    {
      name: 'may be of other alphabets',
      text: 'ключключ!',
      secrets: ['ключключ'],
      masked: '****************!',
    },
  ]) {
    it(name, () => expect(mask(text, secrets)).to.equal(masked))
  }
})
