import { type SettingName, type Settings, settingNames, settings } from './settings.js'

/** Where a value comes from. */
export type Origin = 'flag' | 'environment' | '.env' | 'profile' | 'default' | 'unset'

/** A value that does not fit, in words that say what would. */
export interface SettingProblem {
  readonly name: string
  readonly message: string
}

export interface LoadedSettings {
  readonly values: Settings
  readonly origins: Readonly<Record<SettingName, Origin>>
  /** The text of each value, for showing; secrets are masked by whoever shows. */
  readonly texts: Readonly<Partial<Record<SettingName, string>>>
  /** Every wrong value; `values` is only to be used when there is none. */
  readonly problems: readonly SettingProblem[]
  /** What is odd but no reason to stop. */
  readonly notes: readonly string[]
}

/** Texts by name, per place, strongest first: command line flags, the environment, `.env`, the profile. */
export interface SettingTexts {
  readonly flags?: Readonly<Partial<Record<SettingName, string>>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly dotenv: Readonly<Record<string, string>>
  /** What the chosen profile says. @default nothing */
  readonly profile?: Readonly<Partial<Record<SettingName, string>>>
}

/** Decides every setting; pure. Empty text counts as unset. */
export function loadSettings(texts: SettingTexts): LoadedSettings {
  const values: Record<string, unknown> = {}
  const origins = {} as Record<SettingName, Origin>
  const shown: Partial<Record<SettingName, string>> = {}
  const problems: SettingProblem[] = []
  const notes: string[] = []
  for (const name of settingNames) {
    const { text, origin } = pick(name, texts)
    origins[name] = origin
    if (text === undefined) continue
    shown[name] = text
    const parsed = settings[name].schema.safeParse(text)
    if (parsed.success) values[name] = parsed.data
    else if (name === 'DEBUG')
      notes.push(`DEBUG is "${text}", which is neither true/1 nor false/0: it stays off.`)
    else
      problems.push({
        name,
        message: `${name} is ${quote(name, text)} (${origin}): ${sentence(parsed.error.issues[0]?.message ?? 'does not fit')}`,
      })
    if (!parsed.success) values[name] ??= name === 'DEBUG' ? false : undefined
  }
  return {
    values: values as Settings,
    origins,
    texts: shown,
    problems,
    notes: [...notes, ...unknown(texts)],
  }
}

/** Whether any variable of a group is set by somebody (not by default). */
export function isSet(loaded: LoadedSettings, names: readonly SettingName[]): boolean {
  return names.some(name => loaded.origins[name] !== 'default' && loaded.origins[name] !== 'unset')
}

function pick(name: SettingName, texts: SettingTexts): { text: string | undefined; origin: Origin } {
  const flag = texts.flags?.[name]
  if (flag) return { text: flag, origin: 'flag' }
  const environment = texts.environment[name]
  if (environment) return { text: environment, origin: 'environment' }
  const dotenv = texts.dotenv[name]
  if (dotenv) return { text: dotenv, origin: '.env' }
  const profile = texts.profile?.[name]
  if (profile) return { text: profile, origin: 'profile' }
  const setting = settings[name]
  return 'default' in setting
    ? { text: setting.default, origin: 'default' }
    : { text: undefined, origin: 'unset' }
}

function quote(name: SettingName, text: string): string {
  return 'secret' in settings[name] ? '(hidden)' : `"${text}"`
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`
}

/** A mistyped `WAYBILL_…` would be ignored in silence; it is told. No reason to stop: a newer version may know it. */
function unknown(texts: SettingTexts): string[] {
  const names = new Set([...Object.keys(texts.environment), ...Object.keys(texts.dotenv)])
  return [...names]
    .filter(name => name.startsWith('WAYBILL_') && !(name in settings))
    .map(name => `${name} is not a setting of Waybill and is ignored; \`waybill config\` lists them all.`)
}
