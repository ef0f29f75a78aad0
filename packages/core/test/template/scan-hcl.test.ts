import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { scanHclBlocks } from '../../src/template/scan-hcl.js'

const paths = (text: string) =>
  scanHclBlocks(text).map(({ type, depth, parent }) => `${depth} ${parent ?? '-'} ${type}`)

describe('scanHclBlocks', () => {
  const cases = [
    {
      name: 'a block in a block',
      text: 'terraform {\n  backend "s3" {\n  }\n}',
      blocks: ['0 - terraform', '1 terraform backend'],
    },
    {
      name: 'blocks on one line',
      text: 'terraform { backend "s3" {} }',
      blocks: ['0 - terraform', '1 terraform backend'],
    },
    { name: 'a block with labels', text: 'resource "a" "b" {\n}', blocks: ['0 - resource'] },
    { name: 'an object, which is none', text: 'locals {\n  backend = {\n  }\n}', blocks: ['0 - locals'] },
    {
      name: 'blocks after an object',
      text: 'a {\n  x = { y = { z = 1 } }\n  b {}\n}',
      blocks: ['0 - a', '1 a b'],
    },
    { name: 'comments of all kinds', text: '# a {\n// b {\n/* c {\n d { */ e {}', blocks: ['0 - e'] },
    { name: 'a string with braces', text: 'a {\n  x = "b { } }"\n  c {}\n}', blocks: ['0 - a', '1 a c'] },
    {
      name: 'a string with an escaped quote',
      text: 'a {\n  x = "b \\" {"\n}\nc {}',
      blocks: ['0 - a', '0 - c'],
    },
    {
      name: 'a string with strings in it',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Terraform's interpolation
      text: 'a {\n  x = "${f("}", { y = "{" })}"\n  b {}\n}',
      blocks: ['0 - a', '1 a b'],
    },
    {
      name: 'an escaped interpolation',
      text: 'a {\n  x = "$${ %%{ "\n  b {}\n}',
      blocks: ['0 - a', '1 a b'],
    },
    { name: 'a heredoc', text: 'a {\n  x = <<EOT\nb {\nEOT\n  c {}\n}', blocks: ['0 - a', '1 a c'] },
    {
      name: 'an indented heredoc',
      text: 'a {\n  x = <<-EOT\n    b {\n    EOT\n  c {}\n}',
      blocks: ['0 - a', '1 a c'],
    },
    { name: 'a heredoc that never ends', text: 'a {\n  x = <<EOT\nb {', blocks: ['0 - a'] },
    { name: 'a comment that never ends', text: 'a {} /* b {', blocks: ['0 - a'] },
    { name: 'more ends than beginnings', text: '}}}\na {}', blocks: ['0 - a'] },
    {
      name: 'line breaks of Windows',
      text: 'terraform {\r\n  cloud {\r\n  }\r\n}\r\n',
      blocks: ['0 - terraform', '1 terraform cloud'],
    },
    { name: 'nothing', text: '', blocks: [] },
  ]
  for (const { name, text, blocks } of cases) {
    it(`reads ${name}`, () => {
      expect(paths(text)).to.deep.equal(blocks)
    })
  }

  it('comes to an end on any text', () => {
    const piece = fc.constantFrom(
      '"',
      '{',
      '}',
      '${',
      '<<A\n',
      'A\n',
      '\\',
      '/*',
      '*/',
      '#',
      '\n',
      'x',
      '$${',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        expect(scanHclBlocks(pieces.join(''))).to.be.an('array')
      }),
    )
  })
})
