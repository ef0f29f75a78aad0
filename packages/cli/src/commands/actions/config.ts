import { settingNames, settings } from '../../config/settings.js'
import { maskSetting } from '../../output/mask-setting.js'
import type { OutputFormat } from '../../output/output-option.js'
import { printRows } from '../../output/print.js'
import { terminal } from '../../output/terminal.js'
import { readSettings } from '../../wiring/project.js'
import type { GlobalArguments } from '../command.js'

/** Shows every setting, also wrong ones; exit code 3 when one does not fit. */
export async function showConfig(args: GlobalArguments & { readonly output: OutputFormat }): Promise<number> {
  const out = terminal()
  const loaded = readSettings(args, process.cwd())
  const rows = settingNames.map(name => ({
    name,
    value: maskSetting(name, loaded.texts[name]),
    origin: loaded.origins[name],
    description: settings[name].description,
  }))
  printRows(out, {
    format: args.output,
    rows,
    columns: [
      { head: 'setting', cell: row => row.name },
      { head: 'value', cell: row => row.value ?? '-' },
      { head: 'from', cell: row => row.origin },
    ],
    value: rows,
    empty: '',
  })
  for (const note of loaded.notes) out.say(note)
  for (const problem of loaded.problems) out.say(`${out.sayColors.red('error')} ${problem.message}`)
  return loaded.problems.length > 0 ? 3 : 0
}
