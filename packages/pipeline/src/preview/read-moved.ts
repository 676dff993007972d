/** Which pull requests came out otherwise: those in memory against those of the file, through one connection. */
import type { Sqlite } from '@upflow/db'

export interface Moved {
  /** Of all that is stored. */
  readonly compared: number
  readonly pullRequests: number
  /** Of those that moved, the ones whose kind, whose size or whose release is another. */
  readonly kinds: number
  readonly sizes: number
  readonly releases: number
  /** Those that moved most, by the stage that moved most. */
  readonly most: readonly MovedPullRequest[]
}

export interface MovedPullRequest {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly url: string
  /** Null where it was not analyzed before. */
  readonly before: StageSeconds | null
  readonly after: StageSeconds
  /** By wall clock or else by working time, of the stage that moved most. */
  readonly movedSeconds: number
}

export interface StageSeconds {
  readonly kind: string
  readonly coding: number | null
  readonly pickup: number | null
  readonly review: number | null
  readonly deploy: number | null
  readonly total: number | null
}

const stages = ['coding', 'pickup', 'review', 'deploy', 'total'] as const
const compared = [
  ...stages,
  'unanswered',
  'lead_time',
  'waiting_author',
  'waiting_reviewer',
  'approved_not_merged',
]
const mostShown = 20

const differ = (column: string) => `n.${column} IS NOT o.${column}`
const ofKinds = differ('kind')
const ofSizes = differ('size_class')
const ofReleases = `${differ('released_at')} OR ${differ('released_by')}`
const anyMoved = [
  'o.pull_request_key IS NULL',
  ofKinds,
  ofSizes,
  ofReleases,
  ...compared.flatMap((name) => [differ(`${name}_seconds`), differ(`${name}_working_seconds`)]),
].join(' OR ')
/** What was not there, or is not there, counts whole. */
const movedBy = (end: string) =>
  `max(${stages.map((name) => `abs(coalesce(n.${name}${end}, 0) - coalesce(o.${name}${end}, 0))`).join(', ')})`
const joined = `temp.analyzed_pull_requests AS n LEFT JOIN main.analyzed_pull_requests AS o USING (pull_request_key)`

interface Row extends StageSeconds {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly url: string
  readonly moved: number
  readonly wasKind: string | null
  readonly was_coding: number | null
  readonly was_pickup: number | null
  readonly was_review: number | null
  readonly was_deploy: number | null
  readonly was_total: number | null
}

export function readMoved(sqlite: Sqlite): Moved {
  const counts = sqlite
    .prepare<[], Omit<Moved, 'most'>>(
      `SELECT count(*) AS compared, coalesce(sum(${anyMoved}), 0) AS pullRequests,
         coalesce(sum(${ofKinds}), 0) AS kinds, coalesce(sum(${ofSizes}), 0) AS sizes,
         coalesce(sum(${ofReleases}), 0) AS releases
       FROM ${joined}`,
    )
    .get()!
  const rows = sqlite
    .prepare<[number], Row>(
      `SELECT r.owner || '/' || r.name AS repository, n.number, n.title, n.url, n.kind, o.kind AS wasKind,
         ${stages.map((name) => `n.${name}_seconds AS ${name}, o.${name}_seconds AS was_${name}`).join(', ')},
         iif(${movedBy('_seconds')} > 0, ${movedBy('_seconds')}, ${movedBy('_working_seconds')}) AS moved
       FROM ${joined} JOIN repositories AS r ON r.id = n.repository_id
       WHERE ${anyMoved} ORDER BY moved DESC, repository, n.number LIMIT ?`,
    )
    .all(mostShown)
  return { ...counts, most: rows.map(toMoved) }
}

const toMoved = (row: Row): MovedPullRequest => ({
  repository: row.repository,
  number: row.number,
  title: row.title,
  url: row.url,
  before:
    row.wasKind === null
      ? null
      : {
          kind: row.wasKind,
          coding: row.was_coding,
          pickup: row.was_pickup,
          review: row.was_review,
          deploy: row.was_deploy,
          total: row.was_total,
        },
  after: {
    kind: row.kind,
    coding: row.coding,
    pickup: row.pickup,
    review: row.review,
    deploy: row.deploy,
    total: row.total,
  },
  movedSeconds: row.moved,
})
