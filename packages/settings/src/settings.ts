/** What an organization can set, and what holds as long as it does not. The names here are those in the file. */
import { type Calendar, defaultCalendar, defaultRules, type KindRule, type ReleaseRule } from '@upflow/model'
import { defaultNotifications, type Notifications } from './notifications.ts'

/** `demo` reads from the bundled sample, which only a process with `--demo` serves. */
export type Integration =
  | { readonly kind: 'github'; readonly apiUrl: string; readonly sealedToken: string | null }
  | { readonly kind: 'demo' }

export interface Team {
  /** Lower-case letters, digits and hyphens. */
  readonly slug: string
  readonly name: string
  /** Logins. Whoever is in several teams counts in each; of their calendars the first applies. */
  readonly members: readonly string[]
  /** Null for the organization's. */
  readonly calendar: Calendar | null
}

/** When an organization is read by itself: five cron fields each, in its time zone; null for never. */
export interface ScheduleTimes {
  /** What was updated since the last crawl. */
  readonly crawl: string | null
  /** What is missing, not whole, or no longer there. */
  readonly reconcile: string | null
}

/** Which repositories are added by themselves, of those that the token sees. None is ever removed. */
export interface Discovery {
  /** `owner/name` with `*` and `?`; with `!` in front, those that are left out whatever else holds. Empty: none are added. */
  readonly patterns: readonly string[]
  /** Only those that have one of these; empty for any. */
  readonly topics: readonly string[]
  readonly archived: boolean
  readonly forks: boolean
}

export interface Settings {
  /** Where its data comes from. */
  readonly integration: Integration
  /** For repositories without a rule of their own. */
  readonly releaseRule: ReleaseRule
  readonly excludedLogins: readonly string[]
  readonly botLogins: readonly string[]
  readonly generatedFiles: readonly string[]
  readonly kinds: readonly KindRule[]
  readonly longLivedBranches: readonly string[]
  readonly codingWindowDays: number
  readonly calendar: Calendar
  readonly teams: readonly Team[]
  /** Where notifications go, and about what. */
  readonly notifications: Notifications
  readonly schedules: ScheduleTimes
  readonly discovery: Discovery
}
export type SettingKey = keyof Settings

const { excludedLogins, botLogins, generatedFiles, kinds, longLivedBranches, codingWindowDays } = defaultRules

export const defaultSettings: Settings = {
  integration: { kind: 'github', apiUrl: 'https://api.github.com', sealedToken: null },
  releaseRule: { kind: 'none' },
  excludedLogins,
  botLogins,
  generatedFiles,
  kinds,
  longLivedBranches,
  codingWindowDays,
  calendar: defaultCalendar,
  teams: [],
  notifications: defaultNotifications,
  schedules: { crawl: '*/15 * * * *', reconcile: '20 3 * * *' },
  discovery: { patterns: [], topics: [], archived: false, forks: false },
}

/** Those that figures depend on: after a change of one, what it touches is recalculated. */
export const isAboutFigures = (key: string): boolean =>
  settingKeys.includes(key as SettingKey) &&
  !['integration', 'notifications', 'schedules', 'discovery'].includes(key)

export const settingKeys = Object.keys(defaultSettings) as readonly SettingKey[]

/** What holds sealed secrets: it has commands of its own, and is never shown as it is. */
export type SecretSettingKey = 'integration' | 'notifications'
export type EditableKey = Exclude<SettingKey, SecretSettingKey>
export const editableKeys: readonly EditableKey[] = settingKeys.filter(
  (key): key is EditableKey => key !== 'integration' && key !== 'notifications',
)

/** What each of the others is for, in a line. */
export const settingTexts: Readonly<Record<EditableKey, string>> = {
  releaseRule: 'when a merged pull request counts as released, in repositories without a rule of their own',
  excludedLogins: 'people whose reviews and comments never count',
  botLogins: 'accounts that are bots although GitHub says user',
  generatedFiles: 'globs of files that do not count towards size',
  kinds: 'rules that give pull requests a kind other than work, tried in order',
  longLivedBranches: 'globs of branches that outlive pull requests',
  codingWindowDays: 'commits from longer before the pull request were not written for it',
  calendar: 'time zone, working days and hours, and holidays',
  teams: 'slug, name, members, and a calendar of their own or null',
  schedules: 'when it is crawled and reconciled by itself: cron fields, or null for never',
  discovery:
    'which repositories are added by themselves: patterns such as acme/* and !acme/sandbox-*, topics, archived ones, forks',
}
