export { changeFromPresent } from './change-from-present.ts'
export { type ChangeOptions, changeSettings, type WantedChange } from './change-settings.ts'
export { type ChangeWords, changeTexts, changeWords } from './change-words.ts'
export { checkSetting } from './check-setting.ts'
export {
  type Holiday,
  type HolidayYears,
  type ReadHolidays,
  readHolidays,
  usualYears,
} from './holidays/read-holidays.ts'
export {
  bySignIn,
  type MemberLogin,
  memberLoginOf,
  memberLoginsOf,
  setMemberLogin,
  type WantedMemberLogin,
} from './member-logins.ts'
export { mirroredMembers } from './mirrored-members.ts'
export {
  type Channel,
  type MailChannel,
  type Notifications,
  type NotificationTopic,
  notificationTopics,
  type SlackChannel,
  type WebhookChannel,
  withoutSecrets,
} from './notifications.ts'
export {
  forgetPause,
  type Pause,
  pausesOf,
  setPaused,
  storedPauses,
  type WantedPause,
} from './paused-repositories.ts'
export { readChanges, type SettingChange } from './read-changes.ts'
export {
  readRules,
  readSetting,
  readSettings,
  rulesOf,
  type StoredSetting,
  type StoredSettings,
  storedSettings,
  versionOf,
} from './read-settings.ts'
export { type Action, type ActionKey, actionKeys, recordAction, toChangeRow } from './record-action.ts'
export {
  type Discovery,
  defaultSettings,
  type EditableKey,
  editableKeys,
  type GithubApp,
  type Integration,
  isAboutFigures,
  type ScheduleTimes,
  type SecretSettingKey,
  type SettingKey,
  type Settings,
  settingKeys,
  settingTexts,
  type Team,
  type TeamMember,
  type Webhook,
  type WebhookSecret,
} from './settings.ts'
export { SettingsError, type SettingsErrorCode } from './settings-error.ts'
export { noteTeamMirror, type TeamMirror, teamMirrorsOf } from './team-mirrors.ts'
