import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

interface ExplainArguments {
  readonly what?: string
  readonly slug?: string
  readonly output: OutputFormat
}

export const explainCommand = (finish: Finish) =>
  defineCommand<ExplainArguments>({
    command: 'explain [what] [slug]',
    describe: 'Say what a code of a finding means, or why an app is as it is',
    build: yargs =>
      yargs
        .positional('what', {
          type: 'string',
          describe: 'Code or name of a finding, or `app`; without it all codes are listed',
        })
        .positional('slug', { type: 'string', describe: 'After `app`: slug of the app, or its folder' })
        .option('output', outputOption)
        .example('$0 explain', 'every code')
        .example('$0 explain WB301', 'why it is reported, a bad and a good example')
        .example('$0 explain app shop', 'from the folder to the row, step by step'),
    handle: async args => {
      const { what, slug } = args
      if (what === 'app' && slug !== undefined) {
        const { explainAppCommand } = await import('./actions/explain-app.js')
        finish(await explainAppCommand({ ...args, slug }))
        return
      }
      const { explainCode } = await import('./actions/explain-code.js')
      finish(explainCode({ what, slug, output: args.output }))
    },
  })
