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
    files: [],
    incomplete: [],
    ...overrides,
  }
}

export const commit = (authoredAt: number, committedAt = authoredAt) => ({
  sha: `sha-${authoredAt}-${committedAt}`,
  authoredAt,
  committedAt,
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
})
export const comment = (at: number, author = ben) => ({
  id: `comment-${author.login}-${at}`,
  kind: 'issue' as const,
  author,
  createdAt: at,
})
export const event = (
  kind: 'ready-for-review' | 'converted-to-draft' | 'closed' | 'reopened' | 'head-force-pushed',
  at: number,
): TimelineEvent => ({ kind, at, actor: ann })
export const requested = (at: number, reviewer = ben): TimelineEvent => ({
  kind: 'review-requested',
  at,
  actor: ann,
  reviewer,
})
export const unrequested = (at: number, reviewer = ben): TimelineEvent => ({
  kind: 'review-request-removed',
  at,
  actor: ann,
  reviewer,
})

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
    commits: fc.array(
      fc.tuple(at, at).map(([a, b]) => commit(a, b)),
      { maxLength: 3 },
    ),
    reviews: fc.array(
      fc
        .tuple(
          fc.option(at),
          actor,
          fc.constantFrom('approved', 'changes-requested', 'commented', 'dismissed', 'pending'),
        )
        .map(([time, who, state]) => review(time, who, state as 'approved')),
      { maxLength: 4 },
    ),
    comments: fc.array(
      fc.tuple(at, actor).map(([time, who]) => comment(time, who)),
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
            at,
          )
          .map(([kind, time]) => event(kind as 'closed', time)),
        fc.tuple(at, actor).map(([time, who]) => requested(time, who)),
        fc.tuple(at, actor).map(([time, who]) => unrequested(time, who)),
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
