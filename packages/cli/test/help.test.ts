import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { CommandModule } from 'yargs'
import { listedCommands } from '../src/commands/command-table.js'
import { renderHelp } from '../src/help.js'

// biome-ignore lint/suspicious/noExplicitAny: each command has arguments of its own, none of which matter here.
type AnyCommand = CommandModule<any, any>

/** Paths of a command and all below it whose help has no example. */
function withoutExample(module: AnyCommand, above = ''): readonly string[] {
  const path = `${above} ${[module.command ?? ''].flat()[0]}`.trim()
  let examples = 0
  const below: AnyCommand[] = []
  const yargs: object = new Proxy(
    {},
    {
      get: (_, name) => (first: AnyCommand) => {
        if (name === 'example') examples++
        if (name === 'command') below.push(first)
        return yargs
      },
    },
  )
  if (typeof module.builder === 'function') module.builder(yargs as never)
  return [...(examples === 0 ? [path] : []), ...below.flatMap(one => withoutExample(one, path))]
}

describe('the help', () => {
  it('of every command has an example', async () => {
    const missing: string[] = []
    for (const { load } of listedCommands) missing.push(...withoutExample((await load())(() => undefined)))
    expect(missing).to.deep.equal([])
  })

  it('lists each command as it describes itself', async () => {
    const help = renderHelp()
    for (const { name, aliases = [], describe: text, load } of listedCommands) {
      const module = (await load())(() => undefined)
      expect([module.command ?? ''].flat()[0]?.split(' ')[0]).to.equal(name)
      expect(module.describe, name).to.equal(text)
      expect(help)
        .to.include(`${[name, ...aliases].join(', ')} `)
        .and.include(text)
    }
  })
})
