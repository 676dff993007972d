export { type ChangeOptions, changeSettings, type WantedChange } from './change-settings.ts'
export { readChanges, type SettingChange } from './read-changes.ts'
export { readRules, readSetting, readSettings, type StoredSetting, storedSettings } from './read-settings.ts'
export {
  defaultSettings,
  type Integration,
  type SettingKey,
  type Settings,
  settingKeys,
  settingTexts,
  type Team,
} from './settings.ts'
export { SettingsError, type SettingsErrorCode } from './settings-error.ts'
