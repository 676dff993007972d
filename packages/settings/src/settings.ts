/** What an organization can set, and what holds as long as it does not. The names here are those in the file. */
import {
  type Calendar,
  defaultCalendar,
  defaultRules,
  type KindRule,
  type MergedLogins,
  type ReleaseRule,
} from '@upflow/model'
import { defaultNotifications, type Notifications } from './notifications.ts'

/** `demo` reads from the bundled sample, which only a process with `--demo` serves. */
export type Integration =
  | {
      readonly kind: 'github'
      readonly apiUrl: string
      readonly sealedToken: string | null
      /** Reads instead of a token once one of its installations is chosen. */
      readonly app?: GithubApp | undefined
      /** Whoever gave this address had UPFLOW_GITHUB_TOKEN in their environment: it may be sent there. */
      readonly takesEnvironmentToken?: true | undefined
    }
  | { readonly kind: 'demo' }

/** A GitHub App. Several organizations may have the same one, each with an installation of its own. */
export interface GithubApp {
  /** Its id, or its client id. */
  readonly id: string
  /** As GitHub has it in addresses. */
  readonly slug: string
  readonly sealedKey: string
  /** That which reads, by its number and whose it is; null until one is chosen. */
  readonly installation: { readonly id: number; readonly account: string } | null
}

/** Somebody in a team from a day to another, both of them included. */
export interface TeamMember {
  readonly login: string
  /** Days of the organization's time zone, `2026-01-31`; null for no bound: with neither, always. */
  readonly from: string | null
  readonly to: string | null
}

export interface Team {
  /** Lower-case letters, digits and hyphens. */
  readonly slug: string
  readonly name: string
  /** Whoever is in several teams counts in each; of their calendars the first applies. */
  readonly members: readonly TeamMember[]
  /** `organization/slug` of the team of GitHub whose members these are: then nobody else sets them. */
  readonly githubTeam?: string | undefined
  /** `owner/name` of those that it answers for; only a filter asks. */
  readonly repositories?: readonly string[] | undefined
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

/** By what deliveries of GitHub's are known to be its own. */
export interface Webhook {
  /** The latest first: while one takes the place of another, both are taken. */
  readonly secrets: readonly WebhookSecret[]
}

export interface WebhookSecret {
  readonly sealed: string
  /** Unix seconds. */
  readonly madeAt: number
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
  readonly webhook: Webhook
  /** For repositories without a rule of their own. */
  readonly releaseRule: ReleaseRule
  readonly excludedLogins: readonly string[]
  readonly botLogins: readonly string[]
  readonly mergedLogins: readonly MergedLogins[]
  readonly generatedFiles: readonly string[]
  readonly kinds: readonly KindRule[]
  readonly longLivedBranches: readonly string[]
  readonly codingWindowDays: number
  readonly calendar: Calendar
  readonly teams: readonly Team[]
  /** Whether figures of fewer than three people are for themselves and for administrators; false: for nobody. */
  readonly personPages: boolean
  /** Where notifications go, and about what. */
  readonly notifications: Notifications
  readonly schedules: ScheduleTimes
  readonly discovery: Discovery
}
export type SettingKey = keyof Settings

const { excludedLogins, botLogins, generatedFiles, kinds, longLivedBranches, codingWindowDays } = defaultRules

export const defaultSettings: Settings = {
  integration: { kind: 'github', apiUrl: 'https://api.github.com', sealedToken: null },
  webhook: { secrets: [] },
  releaseRule: { kind: 'none' },
  excludedLogins,
  botLogins,
  mergedLogins: [],
  generatedFiles,
  kinds,
  longLivedBranches,
  codingWindowDays,
  calendar: defaultCalendar,
  teams: [],
  personPages: true,
  notifications: defaultNotifications,
  schedules: { crawl: '*/15 * * * *', reconcile: '20 3 * * *' },
  discovery: { patterns: [], topics: [], archived: false, forks: false },
}

/** Those that figures depend on: after a change of one, what it touches is recalculated. */
export const isAboutFigures = (key: string): boolean =>
  editableKeys.includes(key as EditableKey) && !['schedules', 'personPages', 'discovery'].includes(key)

export const settingKeys = Object.keys(defaultSettings) as readonly SettingKey[]

/** What holds sealed secrets: it has commands of its own, and is never shown as it is. */
const secretSettingKeys = ['integration', 'notifications', 'webhook'] as const
export type SecretSettingKey = (typeof secretSettingKeys)[number]
export type EditableKey = Exclude<SettingKey, SecretSettingKey>
export const editableKeys: readonly EditableKey[] = settingKeys.filter(
  (key): key is EditableKey => !(secretSettingKeys as readonly SettingKey[]).includes(key),
)

/** What each of the others is for, in a line. */
export const settingTexts: Readonly<Record<EditableKey, string>> = {
  releaseRule: 'when a merged pull request counts as released, in repositories without a rule of their own',
  excludedLogins: 'people whose reviews and comments never count',
  botLogins: 'accounts that are bots although GitHub says user',
  mergedLogins: 'the logins of one person, who counts as one',
  generatedFiles: 'globs of files that do not count towards size',
  kinds: 'rules that give pull requests a kind other than work, tried in order',
  longLivedBranches: 'globs of branches that outlive pull requests',
  codingWindowDays: 'commits from longer before the pull request were not written for it',
  calendar: 'time zone, working days and hours, and holidays',
  teams:
    'slug, name, members with the days from and to which they are, the team of GitHub that they are mirrored from, the repositories that they answer for, and a calendar of their own or null',
  personPages:
    'whether there are pages and figures of single people, for themselves and for administrators; otherwise for nobody',
  schedules: 'when it is crawled and reconciled by itself: cron fields, or null for never',
  discovery:
    'which repositories are added by themselves: patterns such as acme/* and !acme/sandbox-*, topics, archived ones, forks',
}
