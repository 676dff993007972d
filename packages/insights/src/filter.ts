/** What a figure or a list is of: one shape for all of them, and one meaning of its texts. */
import type { Instant } from '@upflow/model'

export const clocks = ['wall', 'working'] as const
export type Clock = (typeof clocks)[number]
export const groupings = ['repository', 'team', 'author', 'size', 'week', 'month'] as const
export type Grouping = (typeof groupings)[number]
/** What a team is to a pull request: of its author, of who was asked to review it or responded, or of its repository. */
export const teamRoles = ['author', 'reviewer', 'repository'] as const
export type TeamRole = (typeof teamRoles)[number]
export const sizeClasses = ['XS', 'S', 'M', 'L', 'XL'] as const

/** Null for no bound, or for all of them. Texts are compared without regard to the case of ASCII letters. */
export interface Filter {
  /** Merged at or after. */
  readonly since: Instant | null
  /** Merged before. */
  readonly until: Instant | null
  /** `owner/name`, or the name alone where one repository has it. */
  readonly repositories: readonly string[] | null
  readonly authors: readonly string[] | null
  /** By slug. */
  readonly teams: readonly string[] | null
  /** What they are to a pull request: by default its author is one of them. */
  readonly teamAs: TeamRole
  readonly kinds: readonly string[] | null
  readonly sizes: readonly string[] | null
  /** Names of branches. */
  readonly bases: readonly string[] | null
  /** Files, folders or globs, one of which it changes. Of these alone the case of letters counts. */
  readonly paths: readonly string[] | null
}

export const everyWork: Filter = {
  since: null,
  until: null,
  repositories: null,
  authors: null,
  teams: null,
  teamAs: 'author',
  kinds: ['work'],
  sizes: null,
  bases: null,
  paths: null,
}

/** As SQLite's NOCASE and lower() do, so that a text means the same wherever it is compared. */
export const fold = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Whether a text is among those that are asked for. */
export const chosen = (wanted: readonly string[] | null): ((text: string) => boolean) => {
  if (wanted === null) return () => true
  const folded = new Set(wanted.map(fold))
  return (text) => folded.has(fold(text))
}
