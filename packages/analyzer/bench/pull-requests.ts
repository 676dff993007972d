/** Pull requests of a usual size from a seed: a few commits, a handful of reviews and comments. */
import type { RawPullRequest } from '@upflow/analyzer'

export function generatePullRequests(count: number, random: () => number): RawPullRequest[] {
  const whole = (most: number) => Math.floor(random() * most)
  const people = Array.from({ length: 40 }, (_, index) => ({
    kind: index < 36 ? ('user' as const) : ('bot' as const),
    login: `dev-${index}`,
    id: `U_${index}`,
  }))
  const list = <T>(most: number, make: () => T) => Array.from({ length: whole(most + 1) }, make)
  return Array.from({ length: count }, (_, index) => {
    const createdAt = 1_600_000_000 + index * 600 + whole(600)
    const lasts = 3_600 + whole(20 * 86_400)
    const at = () => createdAt + whole(lasts)
    const person = () => people[whole(people.length)]!
    const merged = random() < 0.8
    return {
      id: `PR_${index}` as RawPullRequest['id'],
      fullDatabaseId: String(index),
      repositoryId: 'R_1' as RawPullRequest['repositoryId'],
      number: index + 1,
      title: '',
      url: '',
      state: merged ? 'merged' : 'open',
      isDraft: false,
      author: person(),
      baseRefName: random() < 0.9 ? 'main' : 'develop',
      headRefName: random() < 0.05 ? 'develop' : `topic-${index}`,
      isCrossRepository: false,
      createdAt,
      updatedAt: createdAt + lasts,
      mergedAt: merged ? createdAt + lasts : null,
      closedAt: merged ? createdAt + lasts : null,
      mergeCommitSha: null,
      additions: whole(400),
      deletions: whole(200),
      changedFiles: whole(20),
      commits: list(6, () => ({
        sha: String(random()),
        authoredAt: createdAt - whole(86_400),
        committedAt: at(),
        author: null,
      })),
      reviews: list(5, () => ({
        id: String(random()),
        author: person(),
        state: (['approved', 'commented', 'changes-requested'] as const)[whole(3)]!,
        submittedAt: at(),
        url: null,
      })),
      comments: list(8, () => {
        const saidAt = at()
        return {
          id: String(random()),
          kind: 'issue' as const,
          author: person(),
          createdAt: saidAt,
          publishedAt: saidAt,
          review: null,
          url: null,
        }
      }),
      events: list(4, () => ({
        kind: 'review-requested' as const,
        at: at(),
        actor: person(),
        id: String(random()),
        url: null,
        reviewer: person(),
      })),
      requestedReviewers: [],
      labels: [],
      files: list(10, () => ({
        path: `src/file-${whole(1_000)}.ts`,
        additions: whole(40),
        deletions: whole(20),
      })),
      incomplete: [],
    }
  })
}
