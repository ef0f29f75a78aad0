import { defineCommand, type Finish } from './command.js'

export const schemaCommand = (finish: Finish) =>
  defineCommand({
    command: 'schema',
    describe: 'Print the JSON Schema of app-manifest.json, for editors',
    build: yargs =>
      yargs
        .example('$0 schema > .vscode/app-manifest.schema.json', 'for an editor, without a server')
        .example('$0 serve', 'serves it at /schemas/app-manifest.json'),
    handle: async () => {
      const { manifestJsonSchema } = await import('@waybill/core/manifest')
      process.stdout.write(`${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`)
      finish(0)
    },
  })
