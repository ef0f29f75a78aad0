/** The workspace that a command is about. */
export const workspacePositional = { type: 'string', demandOption: true, describe: 'Name or id' } as const

export const paramOption = {
  alias: 'p',
  type: 'string',
  array: true,
  default: [] as string[],
  describe: 'Parameter as name=value; the value is JSON if it can be',
} as const

export const approveOption = {
  choices: ['destructive', 'always', 'never'] as const,
  describe: 'Whether its plan waits for somebody; default: what the template says',
} as const

export const yesOption = {
  alias: 'y',
  type: 'boolean',
  default: false,
  describe: 'Do not ask; approve the plan',
} as const

export const waitOption = {
  alias: 'w',
  type: 'boolean',
  default: false,
  describe: 'Follow the log to the end',
} as const

/** For what is always followed: said all the same, it is no mistake. */
export const alwaysWaitOption = { alias: 'w', type: 'boolean', default: true, hidden: true } as const
