/** Builders and a generator of raw pull requests, with bots among those who speak. */
import {
  type Actor,
  type RawPullRequest,
  type TimelineEvent,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'
import fc from 'fast-check'

const user = (login: string): Actor => ({ kind: 'user', login, id: `U_${login}` })
export const [ann, ben, cy] = [user('ann'), user('ben'), user('cy')]
export const robot: Actor = { kind: 'bot', login: 'robot', id: 'B_1' }

/** Ann's pull request, opened ready at 1000, with one commit at 900. */
export const pullRequest = (more: Partial<RawPullRequest> = {}): RawPullRequest => ({
  id: toPullRequestId('PR_1'),
  fullDatabaseId: '1',
  repositoryId: toRepositoryId('R_1'),
  number: 1,
  title: 'A change',
  url: 'https://github.com/acme/app/pull/1',
  state: more.mergedAt == null ? 'open' : 'merged',
  isDraft: false,
  author: ann,
  baseRefName: 'main',
  headRefName: 'topic',
  isCrossRepository: false,
  createdAt: 1_000,
  updatedAt: 5_000,
  mergedAt: null,
  closedAt: null,
  mergeCommitSha: null,
  additions: 10,
  deletions: 5,
  changedFiles: 1,
  commits: [{ sha: 'sha', authoredAt: 900, committedAt: 900, author: null }],
  reviews: [],
  comments: [],
  events: [],
  requestedReviewers: [],
  labels: [],
  files: [],
  incomplete: [],
  ...more,
})

export const comment = (at: number, author = ben): RawPullRequest['comments'][number] => ({
  id: `comment-${author.login}-${at}`,
  kind: 'issue',
  author,
  createdAt: at,
  publishedAt: at,
  review: null,
  url: null,
})
const review = (at: number, author: Actor, state: 'approved' | 'commented') => ({
  ...{ id: `review-${author.login}-${at}-${state}`, author, state },
  submittedAt: at,
  url: null,
})
const by = (kind: string, at: number) => ({ at, actor: ann, id: `${kind}-${at}`, url: null })
export const event = (
  kind: 'ready-for-review' | 'converted-to-draft' | 'closed' | 'reopened',
  at: number,
): TimelineEvent => ({ kind, ...by(kind, at) })
const requested = (at: number, reviewer: Actor): TimelineEvent => ({
  kind: 'review-requested',
  ...by(`requested-${reviewer.login}`, at),
  reviewer,
})

const at = fc.integer({ min: 0, max: 60 })
const second = fc.integer({ min: 0, max: 120 })
const speaker = fc.constantFrom(ben, cy, robot, robot, ann)

/**
 * Any history within two minutes: drafts, closed and reopened, what bots and people say in any second; most are merged.
 * Nothing else happens twice in a second: a state that lasted for none is in no history, and nobody waited in it.
 */
export const anyPullRequest: fc.Arbitrary<RawPullRequest> = fc
  .record({
    createdAt: fc.integer({ min: 5, max: 20 }),
    lasts: fc.integer({ min: 0, max: 40 }),
    isMerged: fc.constantFrom(true, true, true, false),
    author: fc.constantFrom(ann, ann, ann, robot),
    comments: fc.array(
      fc.tuple(second, speaker).map(([time, who]) => comment(time, who)),
      { maxLength: 4 },
    ),
    reviews: fc.array(
      fc
        .tuple(second, speaker, fc.constantFrom('approved' as const, 'commented' as const))
        .map(([time, who, state]) => review(time, who, state)),
      { maxLength: 3 },
    ),
    events: fc.uniqueArray(
      fc.oneof(
        fc
          .tuple(
            fc.constantFrom(
              'ready-for-review' as const,
              'converted-to-draft' as const,
              'closed' as const,
              'reopened' as const,
            ),
            at,
          )
          .map(([kind, time]) => event(kind, 2 * time)),
        fc.tuple(at, fc.constantFrom(ben, robot)).map(([time, who]) => requested(2 * time, who)),
      ),
      { maxLength: 6, selector: (one) => one.at },
    ),
  })
  .map(({ lasts, isMerged, createdAt: begin, ...rest }) => {
    const createdAt = 2 * begin + 1
    const end = createdAt + 2 * lasts + 2
    return pullRequest({
      ...rest,
      createdAt,
      mergedAt: isMerged ? end : null,
      closedAt: isMerged ? end : null,
    })
  })
