/** What of an organization its figures are read by: time zone, teams, repositories with their rules and freshness. */
import type { Tenant } from '@upflow/db'
import type { Calendar, Instant, MergedLogins, ReleaseRule, RepositoryId, Rules } from '@upflow/model'
import { type Pause, rulesOf, storedPauses, storedSettings, type Team, versionOf } from '@upflow/settings'

export interface RepositoryFacts {
  readonly id: RepositoryId
  /** `owner/name` */
  readonly name: string
  readonly rule: ReleaseRule
  /** Else it is the organization's. */
  readonly hasOwnRule: boolean
  /** Changes with the rule of its own, and with having one. */
  readonly ruleVersion: string
  readonly defaultBranch: string | null
  /** When the last pass that answers for all of it was complete; null before the first. */
  readonly asOf: Instant | null
  /** Where `asOf` is null: since when they were created that were all read; null when that is not known either. */
  readonly readSince: Instant | null
  /** Known to be there and not stored at all. */
  readonly unread: number
  /** Stored, and not analyzed since, nor since an update of Upflow that analyzes otherwise. */
  readonly notAnalyzed: number
  /** Since when nothing is read of it, and who said so; null where it is read. */
  readonly pause: Pause | null
  /** The high half of its pull requests' keys. */
  readonly ordinal: number
}

export interface OrganizationFacts {
  /** By which pull requests are analyzed. */
  readonly rules: Rules
  /** The organization's; a team may have one of its own. */
  readonly calendar: Calendar
  readonly timeZone: string
  readonly teams: readonly Team[]
  /** Whether there are figures of fewer than three people, for themselves and for administrators. */
  readonly personPages: boolean
  /** By name. */
  readonly repositories: readonly RepositoryFacts[]
}

/** Alone, for who asks whether two logins are of one person. */
export const readMergedLogins = ({ sqlite }: Tenant): readonly MergedLogins[] =>
  storedSettings({ sqlite }).mergedLogins.value

/** Alone, for who says a filter in days: a look at what is set. */
export const readTimeZone = ({ sqlite }: Tenant): string => storedSettings({ sqlite }).calendar.value.timeZone

export function readFacts({ sqlite }: Tenant): OrganizationFacts {
  const settings = storedSettings({ sqlite })
  const { calendar, personPages, teams, releaseRule } = settings
  const pauses = storedPauses({ sqlite })
  const rows = sqlite
    .prepare<
      [],
      Omit<RepositoryFacts, 'rule' | 'hasOwnRule' | 'ruleVersion' | 'pause'> & {
        readonly ownRule: string | null
      }
    >(
      `SELECT id, owner || '/' || name AS name, release_rule AS ownRule, default_branch AS defaultBranch, ordinal,
         as_of AS asOf, iif(as_of IS NULL, read_since, NULL) AS readSince,
         (SELECT count(*) FROM retry_queue AS q WHERE q.repository_id = r.id AND NOT EXISTS
           (SELECT 1 FROM raw_pull_requests AS p WHERE p.repository_id = q.repository_id AND p.number = q.number)) AS unread,
         (SELECT count(*) FROM unanalyzed
           WHERE pull_request_key BETWEEN r.ordinal << 32 AND ((r.ordinal + 1) << 32) - 1) AS notAnalyzed
       FROM repositories AS r LEFT JOIN freshness AS f ON f.repository_id = r.id ORDER BY owner, r.name`,
    )
    .all()
  return {
    rules: rulesOf(settings),
    calendar: calendar.value,
    timeZone: calendar.value.timeZone,
    teams: teams.value,
    personPages: personPages.value,
    repositories: rows.map(({ ownRule, ...row }) => ({
      ...row,
      rule: ownRule === null ? releaseRule.value : (JSON.parse(ownRule) as ReleaseRule),
      hasOwnRule: ownRule !== null,
      ruleVersion: versionOf(ownRule),
      pause: pauses.get(row.id) ?? null,
    })),
  }
}
