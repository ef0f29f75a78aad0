import { openApiDocument } from '@waybill/server'
import type { OutputFormat } from '../../output/output-option.js'
import { printFields } from '../../output/print.js'
import { terminal } from '../../output/terminal.js'
import { packageVersion } from '../../package-version.js'
import { openProject } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'

/** Prints the document that a server of these settings serves at `/openapi.json`. */
export async function printOpenApi(
  args: GlobalArguments & { readonly output: OutputFormat },
): Promise<number> {
  const { values } = openProject(args).loaded
  const { APP_NAME: name, APP_VERSION: version } = values
  const value = await openApiDocument({ name, version, waybillVersion: packageVersion() })
  printFields(terminal(), { format: args.output, fields: [], value })
  return 0
}
