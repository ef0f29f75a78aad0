import { type OutputFormat, outputOption } from '../output/output-option.js'
import { defineCommand, type Finish } from './command.js'

export const openapiCommand = (finish: Finish) =>
  defineCommand<{ readonly output: OutputFormat }>({
    command: 'openapi',
    describe: 'Print the OpenAPI document of the API',
    build: yargs =>
      yargs
        .option('output', {
          ...outputOption,
          choices: ['json', 'yaml'] as const,
          default: 'json' as const,
          describe: 'JSON or YAML',
        })
        .example('$0 openapi > openapi.json', 'to make a client of it, without a server')
        .example('$0 openapi -o yaml', 'to read it'),
    handle: async args => {
      const { printOpenApi } = await import('./actions/openapi.js')
      finish(await printOpenApi(args))
    },
  })
