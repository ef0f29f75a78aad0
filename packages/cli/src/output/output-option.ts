export const outputFormats = ['table', 'json', 'yaml'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** The `-o` of every command that reads. */
export const outputOption = {
  alias: 'o',
  choices: outputFormats,
  default: 'table' as OutputFormat,
  describe: 'How data is written',
} as const
