import { expect } from 'chai'
import { describe, it } from 'mocha'
import {
  formatMessage,
  parseMessage,
  type SupervisorMessage,
} from '../../src/supervisor/supervisor-message.cjs'

describe('what a worker says to its supervisor', () => {
  const command = {
    number: 1,
    program: '/usr/bin/terraform',
    args: ['plan', '-out=a b'],
    directory: '/tmp/a b\n',
    environment: { TOKEN: 'line\nline' },
  }
  const messages: readonly SupervisorMessage[] = [
    { type: 'serve', directory: '/var/lib/way bill/1' },
    { type: 'until', deadline: 1_763_935_000_000 },
    { type: 'run', command },
    { type: 'rest' },
    { type: 'int' },
    { type: 'kill' },
  ]
  for (const message of messages) {
    it(`is one line, and read as it was meant: ${message.type}`, () => {
      const line = formatMessage(message)
      expect(line.indexOf('\n')).to.equal(line.length - 1)
      expect(parseMessage(line.slice(0, -1))).to.deep.equal(message)
    })
  }

  for (const line of ['', 'until', 'until soon', 'until ', 'stop', 'INT']) {
    it(`is ignored when it is ${JSON.stringify(line)}`, () => {
      expect(parseMessage(line)).to.equal(undefined)
    })
  }
})
