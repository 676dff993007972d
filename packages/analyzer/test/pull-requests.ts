/** Builders and generators of raw pull requests for the tests of this package. */
import {
  type Actor,
  ghost,
  type RawPullRequest,
  type TimelineEvent,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'
import fc from 'fast-check'

export const user = (login: string): Actor => ({ kind: 'user', login, id: `U_${login}` })
export const ann = user('ann')
export const ben = user('ben')
export const cy = user('cy')
export const robot: Actor = { kind: 'bot', login: 'robot', id: 'B_1' }
export const core: Actor = { kind: 'team', login: 'core', id: 'T_1' }

/** Ann's pull request, opened ready at 1000 into main, with one commit at 900. */
export function pullRequest(overrides: Partial<RawPullRequest> = {}): RawPullRequest {
  return {
    id: toPullRequestId('PR_1'),
    fullDatabaseId: '1',
    repositoryId: toRepositoryId('R_1'),
    number: 1,
    title: 'A change',
    url: 'https://github.com/acme/app/pull/1',
    state: overrides.mergedAt != null ? 'merged' : overrides.closedAt != null ? 'closed' : 'open',
    isDraft: false,
    author: ann,
    baseRefName: 'main',
    headRefName: 'topic',
    isCrossRepository: false,
    createdAt: 1000,
    updatedAt: 5000,
    mergedAt: null,
    closedAt: null,
    mergeCommitSha: null,
    additions: 10,
    deletions: 5,
    changedFiles: 1,
    commits: [commit(900)],
    reviews: [],
    comments: [],
    events: [],
    requestedReviewers: [],
    labels: [],
    files: [],
    incomplete: [],
    ...overrides,
  }
}

export const commit = (authoredAt: number, committedAt = authoredAt) => ({
  sha: `sha-${authoredAt}-${committedAt}`,
  authoredAt,
  committedAt,
  author: null,
})
export const review = (
  at: number | null,
  author = ben,
  state: RawPullRequest['reviews'][number]['state'] = 'commented',
) => ({
  id: `review-${author.login}-${at}-${state}`,
  author,
  state,
  submittedAt: at,
  url: null,
})
export const comment = (at: number, author = ben) => ({
  id: `comment-${author.login}-${at}`,
  kind: 'issue' as const,
  author,
  createdAt: at,
  publishedAt: at,
  review: null,
  url: null,
})
/** Drafted at one time, to be read from another on; null while its review is pending. */
export const lineComment = (
  createdAt: number,
  submittedAt: number | null,
  author = ben,
  reviewId = `lines-${author.login}-${submittedAt}`,
) => ({
  id: `line-${author.login}-${createdAt}-${submittedAt}`,
  kind: 'review-thread' as const,
  author,
  createdAt,
  publishedAt: submittedAt,
  review: { id: reviewId, submittedAt },
  url: null,
})
const by = (kind: string, at: number, actor: Actor) => ({
  at,
  actor,
  id: `${kind}-${at}-${actor.login}`,
  url: null,
})
export const event = (
  kind: 'ready-for-review' | 'converted-to-draft' | 'closed' | 'reopened' | 'head-force-pushed',
  at: number,
  actor = ann,
): TimelineEvent => ({ kind, ...by(kind, at, actor) })
export const requested = (at: number, reviewer = ben): TimelineEvent => ({
  kind: 'review-requested',
  ...by(`requested-${reviewer.login}`, at, ann),
  reviewer,
})
export const unrequested = (at: number, reviewer = ben): TimelineEvent => ({
  kind: 'review-request-removed',
  ...by(`unrequested-${reviewer.login}`, at, ann),
  reviewer,
})
export const dismissed = (
  at: number,
  reviewId: string | null,
  previousState: RawPullRequest['reviews'][number]['state'] | null = 'approved',
): TimelineEvent => ({ kind: 'review-dismissed', ...by('dismissed', at, ann), reviewId, previousState })

/** Ids of reviews that the generator makes. */
const dismissable = [10, 20, 30].flatMap((time) =>
  ['dismissed', 'approved'].map((state) => `review-ben-${time}-${state}`),
)
const actor = fc.constantFrom(ann, ben, cy, robot, ghost, core, {
  kind: 'mannequin',
  login: 'old',
  id: null,
} as Actor)
const at = fc.integer({ min: 0, max: 60 })

/** Any history within a minute, most of them odd: closed and reopened, drafts, bots, reviews after the merge. */
export const anyPullRequest: fc.Arbitrary<RawPullRequest> = fc
  .record({
    createdAt: fc.integer({ min: 5, max: 20 }),
    outcome: fc.constantFrom('open', 'closed', 'merged'),
    after: fc.integer({ min: 0, max: 40 }),
    isDraft: fc.boolean(),
    author: fc.constantFrom(ann, ann, ann, ghost, robot),
    commits: fc.array(
      fc.tuple(at, at).map(([a, b]) => commit(a, b)),
      { maxLength: 3 },
    ),
    reviews: fc.array(
      fc
        .tuple(
          fc.option(fc.oneof(at, fc.constantFrom(10, 20, 30))),
          fc.oneof(actor, fc.constant(ben)),
          fc.constantFrom('approved', 'changes-requested', 'commented', 'dismissed', 'pending'),
        )
        .map(([time, who, state]) => review(time, who, state as 'approved')),
      { maxLength: 4 },
    ),
    comments: fc.array(
      fc.oneof(
        fc.tuple(at, actor).map(([time, who]) => comment(time, who)),
        fc.tuple(at, fc.option(at), actor).map(([time, later, who]) => lineComment(time, later, who)),
      ),
      { maxLength: 4 },
    ),
    events: fc.array(
      fc.oneof(
        fc
          .tuple(
            fc.constantFrom(
              'ready-for-review',
              'converted-to-draft',
              'closed',
              'reopened',
              'head-force-pushed',
            ),
            fc.oneof(at, fc.constantFrom(10, 20)),
            fc.constantFrom(ann, ann, ben),
          )
          .map(([kind, time, who]) => event(kind as 'closed', time, who)),
        fc.tuple(at, actor).map(([time, who]) => requested(time, who)),
        fc.tuple(at, actor).map(([time, who]) => unrequested(time, who)),
        fc
          .tuple(
            at,
            fc.constantFrom(null, ...dismissable),
            fc.constantFrom(null, 'approved', 'changes-requested'),
          )
          .map(([time, id, before]) => dismissed(time, id, before as 'approved')),
      ),
      { maxLength: 6 },
    ),
  })
  .map(({ outcome, after, ...rest }) => {
    const end = rest.createdAt + after
    return pullRequest({
      ...rest,
      state: outcome as 'open',
      mergedAt: outcome === 'merged' ? end : null,
      closedAt: outcome === 'open' ? null : end,
    })
  })
