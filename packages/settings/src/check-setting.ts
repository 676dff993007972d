/** A value as it would be stored, without storing it: to try what it comes to. */
import type { SettingKey, Settings } from './settings.ts'
import { SettingsError } from './settings-error.ts'

/** @throws SettingsError `settings/invalid` naming all that is wrong */
export async function checkSetting<Key extends SettingKey>(key: Key, value: unknown): Promise<Settings[Key]> {
  const { validate } = await import('./validate.ts')
  const checked = validate(key, value)
  if ('value' in checked) return checked.value
  throw new SettingsError('settings/invalid', `This cannot be set: ${checked.problems.join('; ')}.`, {
    problems: checked.problems.join('\n'),
  })
}
