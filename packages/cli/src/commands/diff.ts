import { defineCommand, type Finish } from './command.js'

export const diffFormats = ['table', 'json', 'markdown'] as const

interface DiffArguments {
  readonly range: string
  readonly output: (typeof diffFormats)[number]
  readonly plan: boolean
}

export const diffCommand = (finish: Finish) =>
  defineCommand<DiffArguments>({
    command: 'diff <range>',
    describe: 'Tell what the catalog would gain, lose or break between two Git refs',
    build: yargs =>
      yargs
        .positional('range', { type: 'string', demandOption: true, describe: 'As <from>..<to>' })
        .option('output', {
          alias: 'o',
          choices: diffFormats,
          default: 'table' as const,
          describe: 'How it is written; markdown for a comment on a pull request',
        })
        .option('plan', {
          type: 'boolean',
          default: false,
          describe:
            'Also plan each live workspace with the manifest that its app would have; nothing is changed',
        })
        .example(
          '$0 diff origin/main..HEAD',
          'what this branch does to the catalog; exit code 1 when it breaks an app',
        )
        .example('$0 diff origin/main..HEAD --plan', 'with what would happen to each live workspace')
        .example('$0 diff v1..v2 -o json', 'for a script'),
    handle: async args => {
      const { diff } = await import('./actions/diff.js')
      finish(await diff(args))
    },
  })
