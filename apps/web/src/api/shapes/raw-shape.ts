/** A pull request as it was read from GitHub: what of it is asked for, with names of our own. */
import { z } from '@hono/zod-openapi'
import { instant } from './values.ts'

const actor = z
  .object({
    kind: z.string().describe('`user`, `bot`, `ghost` (a deleted account), …'),
    login: z.string(),
    id: z.string().nullable(),
  })
  .openapi('Actor')
const url = z.string().nullable()
const reviewState = z.enum(['approved', 'changes-requested', 'commented', 'dismissed', 'pending'])

const event = z
  .object({
    kind: z.string().describe('`ready-for-review`, `review-requested`, `closed`, …'),
    at: instant,
    actor,
    id: z.string().nullable(),
    url,
    reviewer: actor.optional().describe('Of requests of a review, made and taken back.'),
    reviewId: z.string().nullable().optional().describe('Of a dismissal.'),
    previousState: reviewState.nullable().optional().describe('Of a dismissal: what the review said before.'),
    from: z.string().optional().describe('Of another base: the branch before.'),
    to: z.string().optional(),
    environment: z.string().nullable().optional().describe('Of a deployment.'),
  })
  .openapi('RawEvent')

export const rawShape = z
  .object({
    id: z.string(),
    fullDatabaseId: z.string().nullable(),
    repositoryId: z.string(),
    number: z.number(),
    title: z.string(),
    url: z.string(),
    state: z.enum(['open', 'merged', 'closed']),
    isDraft: z.boolean(),
    author: actor,
    baseRefName: z.string(),
    headRefName: z.string(),
    isCrossRepository: z.boolean().describe('Its branch is in a fork.'),
    createdAt: instant,
    updatedAt: instant.describe('By GitHub: which version of it this is.'),
    mergedAt: instant.nullable(),
    closedAt: instant.nullable(),
    mergeCommitSha: z.string().nullable(),
    additions: z.number(),
    deletions: z.number(),
    changedFiles: z.number(),
    commits: z.array(
      z.object({ sha: z.string(), authoredAt: instant, committedAt: instant, author: actor.nullable() }),
    ),
    reviews: z.array(
      z.object({
        id: z.string(),
        author: actor,
        state: reviewState,
        submittedAt: instant.nullable().describe('Null while it is pending.'),
        url,
      }),
    ),
    comments: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['issue', 'review-thread']),
        author: actor,
        createdAt: instant,
        publishedAt: instant.nullable().describe('From when others could read it; null while it is a draft.'),
        review: z.object({ id: z.string(), submittedAt: instant.nullable() }).nullable(),
        url,
      }),
    ),
    events: z.array(event),
    requestedReviewers: z.array(actor),
    labels: z.array(z.string()),
    files: z.array(z.object({ path: z.string(), additions: z.number(), deletions: z.number() })),
    incomplete: z.array(z.string()).describe('What could not be read, or not whole. Empty when all was.'),
  })
  .openapi('RawPullRequest')
