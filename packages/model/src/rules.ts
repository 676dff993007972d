/** What a team can set: who and what counts, by which clock, and when a merged pull request counts as released. */

/**
 * - `branch`: released when merged into, or carried by later merges on to, the branch `key`, or one of several (a branch
 *   that was renamed).
 * - `tags`: released by a tag that matches the pattern `key` (RE2 syntax, the whole name): the one on its merge commit or
 *   on that of a later one into the same base, else by date.
 * - `deployments`: released by the first successful deployment to an environment that matches the pattern `key` of a
 *   commit that is its own or a later one.
 * - `none`: never released.
 */
export type ReleaseRule =
  | { readonly kind: 'branch'; readonly key: string | readonly string[] }
  | { readonly kind: 'tags'; readonly key: string }
  | { readonly kind: 'deployments'; readonly key: string }
  | { readonly kind: 'none' }

/** The hours that count as working time. */
export interface Calendar {
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** ISO weekdays: 1 is Monday, 7 is Sunday. */
  readonly workingDays: readonly number[]
  /** Local time `HH:MM`. */
  readonly from: string
  /** Local time `HH:MM`, later than `from`; up to `24:00`. */
  readonly to: string
  /** Local dates `YYYY-MM-DD`. */
  readonly holidays: readonly string[]
}

/** Names a kind of pull request by what it looks like. All patterns that are set must match; RE2 syntax, the whole text. */
export interface KindRule {
  /** Lower-case letters, digits and hyphens. */
  readonly kind: string
  readonly title?: string | undefined
  readonly head?: string | undefined
  readonly base?: string | undefined
  /** One of its labels. */
  readonly label?: string | undefined
}

/** The logins of one person: what any of the others did counts as done by `login`. Compared normalised. */
export interface MergedLogins {
  readonly login: string
  readonly others: readonly string[]
}

/** For pull requests by these logins, another calendar. */
export interface CalendarRule {
  readonly logins: readonly string[]
  readonly calendar: Calendar
  /** Only for those that were opened from this day on, and up to that one: days of the organization's calendar. */
  readonly from?: string | null
  readonly to?: string | null
}

export interface Rules {
  /** Logins that never count as reviewers. Compared normalised. */
  readonly excludedLogins: readonly string[]
  /** Logins that are bots although GitHub says user. Compared normalised. */
  readonly botLogins: readonly string[]
  /** Glob patterns (`*` and `**`) of files that do not count towards size. */
  readonly generatedFiles: readonly string[]
  /** Tried in this order, after `bot`, `release` and `back-merge`; what none matches is `work`. */
  readonly kinds: readonly KindRule[]
  /** Glob patterns of branches that outlive pull requests, beside the default and the release branches. */
  readonly longLivedBranches: readonly string[]
  /** A commit from longer before the pull request than this was not written for it. Days. */
  readonly codingWindowDays: number
  readonly calendar: Calendar
  /** The first that names the author applies. */
  readonly calendars: readonly CalendarRule[]
  /** Missing for none: analyses of before there were any are by the same rules. */
  readonly mergedLogins?: readonly MergedLogins[]
}

export const defaultCalendar: Calendar = {
  timeZone: 'UTC',
  workingDays: [1, 2, 3, 4, 5],
  from: '09:00',
  to: '17:00',
  holidays: [],
}

export const defaultRules: Rules = {
  excludedLogins: [],
  botLogins: [],
  generatedFiles: [
    '**/package-lock.json',
    '**/pnpm-lock.yaml',
    '**/yarn.lock',
    '**/Cargo.lock',
    '**/go.sum',
    '**/*.min.js',
    '**/*.snap',
  ],
  kinds: [
    { kind: 'dependency', label: 'dependencies' },
    { kind: 'dependency', head: '(dependabot|renovate)/.*' },
    { kind: 'revert', title: 'Revert ".*' },
    { kind: 'revert', head: 'revert-\\d+-.*' },
  ],
  longLivedBranches: [
    'main',
    'master',
    'trunk',
    'develop',
    'development',
    'dev',
    'next',
    'staging',
    'production',
    'release',
    'release/**',
    'releases/**',
    'release-*',
  ],
  codingWindowDays: 90,
  calendar: defaultCalendar,
  calendars: [],
}
