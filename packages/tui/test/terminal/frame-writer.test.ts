import { expect } from 'chai'
import { describe, it } from 'mocha'
import { FrameWriter } from '../../src/terminal/frame-writer.js'

/** What is written for each frame, without the codes around a line. */
function written(frames: readonly (readonly [frame: string, height: number])[], forget = false): string[] {
  const texts: string[] = []
  let text = ''
  const writer = new FrameWriter(chunk => {
    text += chunk
  })
  for (const [frame, height] of frames) {
    text = ''
    if (forget) writer.forget()
    writer.draw(frame, height)
    texts.push(text.replaceAll(/\u001b\[(?:\?2026[hl]|0?m|K)/g, '').replaceAll(/\u001b\[(\d+);1H/g, '@$1:'))
  }
  return texts
}

describe('frame writer', () => {
  const cases = [
    { name: 'draws the first frame whole', frames: [['a\nb', 3]], expected: ['@1:a@2:b@3:'] },
    {
      name: 'writes only the lines that changed',
      frames: [
        ['a\nb\nc', 3],
        ['a\nB\nc', 3],
      ],
      expected: ['@1:a@2:b@3:c', '@2:B'],
    },
    {
      name: 'writes nothing for the same frame',
      frames: [
        ['a', 1],
        ['a', 1],
      ],
      expected: ['@1:a', ''],
    },
    {
      name: 'empties the lines of a shorter frame',
      frames: [
        ['a\nb', 2],
        ['a', 2],
      ],
      expected: ['@1:a@2:b', '@2:'],
    },
    {
      name: 'draws anew for another height',
      frames: [
        ['a', 1],
        ['a', 2],
      ],
      expected: ['@1:a', '@1:a@2:'],
    },
    { name: 'never writes below the screen', frames: [['a\nb\nc', 2]], expected: ['@1:a@2:b'] },
  ] as const
  for (const { name, frames, expected } of cases) {
    it(name, () => expect(written(frames)).to.deep.equal(expected))
  }

  it('draws anew what was forgotten', () => {
    expect(
      written(
        [
          ['a', 1],
          ['a', 1],
        ],
        true,
      ),
    ).to.deep.equal(['@1:a', '@1:a'])
  })

  it('is one synchronized update', () => {
    let text = ''
    new FrameWriter(chunk => {
      text += chunk
    }).draw('a\nb', 2)
    expect(text.startsWith('\u001b[?2026h')).to.equal(true)
    expect(text.endsWith('\u001b[?2026l')).to.equal(true)
    expect(text).not.to.include('\u001b[2J')
  })
})
