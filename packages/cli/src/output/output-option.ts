export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** The `-o` of every command that reads. */
export const outputOption = {
  alias: 'o',
  choices: outputFormats,
  default: 'table' as OutputFormat,
  describe: 'How data is written; wide has more columns, name only the first',
} as const

/** Whether a format is read by people: what stands beside the data is shown, too. */
export function isForPeople(format: OutputFormat): boolean {
  return format === 'table' || format === 'wide'
}
