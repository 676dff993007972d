/** How long merged work waits: releases with their batch and its wait, and what is merged and not released. */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { andAll } from './conditions.ts'
import { type Bar, countBars } from './duration-bars.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { at } from './memberships.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { percentile } from './percentile.ts'
import { conditionsOf, isAtMerge } from './pull-request-conditions.ts'
import { type RepositoryProblem, readReleaseProblems } from './release-problem.ts'
import { toSpread } from './spread.ts'

export interface ReleasesRequest {
  /** Its period is of the release. */
  readonly filter?: Partial<Filter>
  readonly clock?: Clock
  /** Of the newest releases; null for all. */
  readonly limit: number | null
  /** Who is a member of a team, for what is not released. Default: the present. */
  readonly now?: Instant | null
}

export interface ReleaseBatch {
  /** Of its repository: `tag:v1.2.0`, `deployment:<its id>`, `pull-request:12`. A list takes it. */
  readonly id: string
  readonly repository: string
  readonly kind: 'tag' | 'deployment' | 'pull-request'
  /** The tag's name, the deployment's environment, or the pull request's number. */
  readonly name: string
  readonly at: Instant
  /** How many pull requests it released. */
  readonly size: number
  /** From merge to release. */
  readonly medianWaitSeconds: number | null
  readonly longestWaitSeconds: number | null
}

export interface Releases {
  /** Of more than one pull request, or of one by something else: in the period. */
  readonly count: number
  /** Released by their own merge, each in no batch and in no wait. */
  readonly atMerge: number
  /** In the batches. */
  readonly pullRequests: number
  readonly medianWaitSeconds: number | null
  readonly p90WaitSeconds: number | null
  /** How many of them waited how long. */
  readonly waits: readonly Bar[]
  /** The newest first. */
  readonly batches: readonly ReleaseBatch[]
  /** Merged and not released, where a rule releases. */
  readonly unreleased: readonly {
    readonly repository: string
    readonly count: number
    readonly oldestMergedAt: Instant
  }[]
  /** Of what was released in the period. */
  readonly leftOut: LeftOut
  readonly releaseProblems: readonly RepositoryProblem[]
}

/** @throws InsightsError about the filter */
export async function readReleases(tenant: Tenant, request: ReleasesRequest): Promise<Releases> {
  return ofOneMoment(tenant, () => releases(tenant, request))
}

type By =
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'deployment'; readonly id: string; readonly environment: string }
  | { readonly kind: 'pull-request'; readonly number: number }

function releases(tenant: Tenant, { filter, clock = 'wall', limit, now = null }: ReleasesRequest): Releases {
  const facts = readFacts(tenant)
  const wanted = { ...everyWork, ...filter }
  const ever = { filter: { ...wanted, since: null, until: null }, facts }
  const membersWhen = at('a.released_at')
  const conditions = conditionsOf(tenant.sqlite, ever, { membersWhen })
  const period = [wanted.since ?? Number.NEGATIVE_INFINITY, wanted.until ?? Number.POSITIVE_INFINITY]
  const seconds = clock === 'wall' ? 'a.deploy_seconds' : 'a.deploy_working_seconds'
  const rows = tenant.sqlite
    .prepare<unknown[], [string, string, number, string, 0 | 1]>(
      `SELECT a.repository_id, a.released_by, min(a.released_at), json_group_array(${seconds}), ${isAtMerge}
       FROM analyzed_pull_requests AS a WHERE a.released_at >= ? AND a.released_at < ? AND a.incomplete IS NULL
         ${andAll(conditions)}
       GROUP BY a.repository_id, a.released_by ORDER BY min(a.released_at) DESC, a.repository_id, a.released_by`,
    )
    .raw()
    .all(...period, ...conditions.values)
  const names = new Map<string, string>(facts.repositories.map(({ id, name }) => [id, name]))
  const batches = rows.flatMap(([repositoryId, by, at, json, isAlone]) => {
    if (isAlone === 1) return []
    const waits = (JSON.parse(json) as (number | null)[]).filter((wait) => wait !== null)
    return [{ repositoryId, by: JSON.parse(by) as By, at, waits: Float64Array.from(waits) }]
  })
  const all = batches.flatMap(({ waits }) => [...waits])
  const wait = toSpread(all)
  // What a list of them has: the same condition.
  const awaiting = conditionsOf(tenant.sqlite, ever, { isReleased: false, isWhole: true, now })
  const unreleased = tenant.sqlite
    .prepare<unknown[], { repositoryId: string; count: number; oldestMergedAt: number }>(
      `SELECT a.repository_id AS repositoryId, count(*) AS count, min(a.merged_at) AS oldestMergedAt
       FROM analyzed_pull_requests AS a WHERE ${awaiting.clauses.join(' AND ')}
       GROUP BY a.repository_id ORDER BY min(a.merged_at)`,
    )
    .all(...awaiting.values)
  return {
    count: batches.length,
    atMerge: rows.length - batches.length,
    pullRequests: wait.n,
    medianWaitSeconds: wait.medianSeconds,
    p90WaitSeconds: wait.p90Seconds,
    waits: countBars(all),
    batches: batches.slice(0, limit ?? batches.length).map(({ repositoryId, by, at, waits }) => ({
      repository: names.get(repositoryId) ?? repositoryId,
      ...toName(by),
      at,
      size: waits.length,
      medianWaitSeconds: percentile(waits, 0.5),
      longestWaitSeconds: percentile(waits, 1),
    })),
    unreleased: unreleased.map(({ repositoryId, ...one }) => ({
      repository: names.get(repositoryId) ?? repositoryId,
      ...one,
    })),
    leftOut: readLeftOut(tenant.sqlite, ever, {
      condition: { clauses: ['a.released_at >= ?', 'a.released_at < ?'], values: period },
      membersWhen,
    }),
    releaseProblems: readReleaseProblems(tenant, { filter: wanted, facts }),
  }
}

const toName = (by: By): Pick<ReleaseBatch, 'id' | 'kind' | 'name'> => ({
  id: `${by.kind}:${by.kind === 'tag' ? by.name : by.kind === 'deployment' ? by.id : by.number}`,
  kind: by.kind,
  name: by.kind === 'tag' ? by.name : by.kind === 'deployment' ? by.environment : `#${by.number}`,
})
