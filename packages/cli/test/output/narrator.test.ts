import { expect } from 'chai'
import { describe, it } from 'mocha'
import { narrator } from '../../src/output/narrator.js'

describe('what a server tells of itself', () => {
  const narrate = (interactive: boolean, text: string) => {
    const said: string[] = []
    const logged: string[] = []
    const tell = narrator({ interactive, say: line => said.push(line) }, ({ level, message }) =>
      logged.push(`${level} ${message}`),
    )
    tell(text)
    return { said, logged }
  }

  it('is for a person as it is, and in a log a JSON entry for each line', () => {
    const text = '\n  API   http://127.0.0.1:8000\n\n  Docs  /docs\n'
    expect(narrate(true, text)).to.deep.equal({ said: [text], logged: [] })
    expect(narrate(false, text)).to.deep.equal({
      said: [],
      logged: ['info API   http://127.0.0.1:8000', 'info Docs  /docs'],
    })
  })
})
