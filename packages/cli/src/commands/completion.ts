import type { Shell } from '../completion/shell-scripts.js'
import { defineCommand, type Finish } from './command.js'
import type { ListedCommand } from './command-table.js'

/** It is given the table of commands, which it is a row of itself. */
export const makeCompletionCommand = (listed: readonly ListedCommand[]) => (finish: Finish) =>
  defineCommand<{ readonly shell: Shell }>({
    command: 'completion <shell>',
    describe: 'Print the completion script of bash, zsh or fish',
    build: yargs =>
      yargs
        .positional('shell', {
          choices: ['bash', 'zsh', 'fish'] as const,
          demandOption: true,
          describe: 'Your shell',
        })
        .example('source <($0 completion bash)', 'in ~/.bashrc')
        .example('source <($0 completion zsh)', 'in ~/.zshrc, after compinit')
        .example('$0 completion fish | source', 'in ~/.config/fish/config.fish'),
    handle: async args => {
      const { readCommandTree } = await import('../completion/command-tree.js')
      const { completionScript } = await import('../completion/shell-scripts.js')
      const { diagnosticRules } = await import('@waybill/core/manifest')
      const codes = Object.values(diagnosticRules).map(({ code }) => code)
      process.stdout.write(completionScript(args.shell, await readCommandTree(listed), codes))
      finish(0)
    },
  })
