/** A pull request as lists and its own page have it. */
import { z } from '@hono/zod-openapi'
import type { ListedPullRequest } from '@upflow/insights'
import { instant } from './values.ts'

export const durationNames = [
  'coding',
  'pickup',
  'unanswered',
  'review',
  'deploy',
  'total',
  'lead_time',
  'awaiting_request',
  'approved_not_merged',
  'draft',
  'waiting_author',
  'waiting_reviewer',
] as const
type DurationName = (typeof durationNames)[number]

const both = z
  .object({
    wall: z.number().nullable().describe('Seconds by the wall clock; null where there is none.'),
    working: z.number().nullable().describe('Seconds of working hours.'),
  })
  .openapi('Duration')

const orNull = instant.nullable()

export const pullRequestShape = z
  .object({
    repository: z.string().describe('`owner/name`').meta({ example: 'acme/app' }),
    number: z.number(),
    title: z.string().describe('Empty where it is not known.'),
    url: z.string(),
    state: z.enum(['open', 'merged', 'closed']),
    kind: z.string().describe('`work`, `bot`, `release`, `back-merge`, or one of the rules’.'),
    author: z.object({ login: z.string(), kind: z.string() }),
    base: z.string().nullable().optional().describe('The branch that it is to be merged into. In lists.'),
    teams: z
      .array(z.string())
      .optional()
      .describe(
        'The slugs of the teams in which its author was when the list’s instant selects it, of those of which there are figures for whoever asks. In lists.',
      ),
    unknown: z
      .record(z.string(), z.string())
      .optional()
      .describe('Of each number that is null, `coding` to `lead_time`: why. In lists.'),
    incomplete: z
      .array(z.string())
      .describe('What of its history could not be read; what needs that is null. Empty when all was.'),
    sizeClass: z.string().nullable(),
    changedLines: z.number().nullable(),
    changedFiles: z.number().nullable(),
    reviewRounds: z.number().nullable(),
    unreviewed: z.boolean().nullable().describe('Merged, and nobody had said anything.'),
    firstCommittedAt: orNull,
    createdAt: instant,
    readyAt: orNull,
    reviewRequestedAt: orNull,
    firstResponseAt: orNull,
    firstReviewedAt: orNull,
    approvedAt: orNull,
    mergedAt: orNull,
    closedAt: orNull,
    releasedAt: orNull,
    releasedBy: z.string().nullable().describe('A tag, a pull request or a deployment.'),
    now: z
      .object({
        state: z.string().nullable(),
        turn: z.string().nullable(),
        since: orNull,
      })
      .describe('Where it stands while it is not over.'),
    durations: z.object(
      Object.fromEntries(durationNames.map((name) => [name, both])) as Record<DurationName, typeof both>,
    ),
  })
  .openapi('PullRequest')

export type PullRequest = z.output<typeof pullRequestShape>

type Row = Omit<ListedPullRequest, 'base_ref_name' | 'repository' | 'teams' | 'unknown'>

export const toListed = (row: ListedPullRequest): PullRequest => ({
  ...toPullRequest(row, row.repository),
  base: row.base_ref_name,
  teams: [...row.teams],
  unknown: row.unknown as Record<string, string>,
})

export const toPullRequest = (row: Row, repository: string): PullRequest => ({
  repository,
  number: row.number,
  title: row.title,
  url: row.url,
  state: row.state,
  kind: row.kind,
  author: { login: row.author_login, kind: row.author_kind },
  incomplete: row.incomplete === null ? [] : row.incomplete.split(','),
  sizeClass: row.size_class,
  changedLines: row.changed_lines,
  changedFiles: row.changed_files,
  reviewRounds: row.review_rounds,
  unreviewed: row.unreviewed === null ? null : row.unreviewed === 1,
  firstCommittedAt: row.first_committed_at,
  createdAt: row.created_at,
  readyAt: row.ready_at,
  reviewRequestedAt: row.review_requested_at,
  firstResponseAt: row.first_response_at,
  firstReviewedAt: row.first_reviewed_at,
  approvedAt: row.approved_at,
  mergedAt: row.merged_at,
  closedAt: row.closed_at,
  releasedAt: row.released_at,
  releasedBy: row.released_by,
  now: { state: row.now_state, turn: row.now_turn, since: row.now_since },
  durations: Object.fromEntries(
    durationNames.map((name) => [
      name,
      { wall: row[`${name}_seconds`], working: row[`${name}_working_seconds`] },
    ]),
  ) as PullRequest['durations'],
})
