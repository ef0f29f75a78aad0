/** An option that every command has. */
interface GlobalOption {
  readonly type: 'string' | 'boolean'
  readonly describe: string
}

/** The options of all commands, as yargs and the help take them. */
export const globalOptions = {
  'apps-dir': { type: 'string', describe: 'Apps directory (APPS_DIR)' },
  'data-dir': { type: 'string', describe: 'Data directory (WAYBILL_DATA_DIR)' },
  server: {
    type: 'string',
    describe: 'Work on the Waybill that is served there, e.g. http://localhost:8000 (WAYBILL_SERVER)',
  },
  profile: {
    type: 'string',
    describe: 'Server and token of ~/.config/waybill/config.json (WAYBILL_PROFILE)',
  },
  timeout: {
    type: 'string',
    describe: 'Time for that server to begin its answer, such as 10s (WAYBILL_TIMEOUT)',
  },
  demo: { type: 'boolean', describe: 'Use the example apps and templates, with data in .waybill/demo' },
  debug: { type: 'boolean', describe: 'More log; stack traces of errors' },
  color: { type: 'boolean', describe: 'Colours; --no-color or NO_COLOR for none' },
} as const satisfies Record<string, GlobalOption>
