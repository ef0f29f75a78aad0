import { type SettingName, settings } from '../config/settings.js'

/** A setting as it may be shown; null when it is not set. */
export function maskSetting(name: SettingName, text: string | undefined): string | null {
  if (text === undefined) return null
  return 'secret' in settings[name] ? '********' : text
}
