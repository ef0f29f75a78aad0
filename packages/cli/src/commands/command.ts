import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs'

/** What every command is given by the options that all have. */
export interface GlobalArguments {
  readonly appsDir?: string
  readonly dataDir?: string
  readonly server?: string
  readonly profile?: string
  readonly timeout?: string
  readonly demo?: boolean
  readonly debug?: boolean
}

/** Takes a command's exit code. */
export type Finish = (exitCode: number) => void

/** One command. Its work is loaded only when it runs, so that `--help` stays fast. */
export interface CommandSpec<Arguments> {
  readonly command: string | readonly string[]
  readonly describe: string
  /** Adds options, positionals, examples or commands below it. */
  readonly build?: (yargs: Argv<GlobalArguments>) => unknown
  readonly handle?: (args: ArgumentsCamelCase<GlobalArguments & Arguments>) => Promise<void>
}

/**
 * A command as yargs takes it. yargs works on one object in place, and its types know dashed options only by
 * their dashed names, so the type of what a handler gets is stated here instead.
 */
export function defineCommand<Arguments = object>(
  spec: CommandSpec<Arguments>,
): CommandModule<GlobalArguments, GlobalArguments & Arguments> {
  return {
    command: spec.command,
    describe: spec.describe,
    builder: yargs => {
      spec.build?.(yargs)
      return yargs as unknown as Argv<GlobalArguments & Arguments>
    },
    handler: args => spec.handle?.(args),
  }
}
