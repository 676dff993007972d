/** Children of a pull request of which GitHub has more shapes than one: as each stands there, so it comes. */
import { loadSample, type PullRequestData } from '@upflow/github-emulator'
import { parseInstant, toRepositoryId } from '@upflow/model'
import { expect, it } from 'vitest'
import { start } from './support.ts'

const at = (second: number) =>
  new Date(Date.UTC(2024, 0, 1, 0, 0, second)).toISOString().replace('.000Z', 'Z')
const instant = (second: number) => parseInstant(at(second))
const ann = { __typename: 'User', login: 'Ann' }

/** One pull request that has only this. */
async function readOne(changes: Partial<PullRequestData>) {
  const data = loadSample(['bitcoin-core'])
  const repository = data.repositories[0]!
  data.repositories.length = 1
  const bare = {
    reviews: { nodes: [] },
    comments: { nodes: [] },
    timelineItems: { nodes: [] },
    orphanReviewComments: [],
  }
  repository.pullRequests = [{ ...repository.pullRequests[0]!, ...bare, ...changes }]
  const { client, emulator } = await start(data)
  const page = await client.pullRequests({
    repositoryId: toRepositoryId(repository.id),
    order: 'created',
    cursor: null,
    pageSize: 24,
  })
  expect(page.unread).toEqual([])
  return { read: page.items[0]!, operations: emulator.journal.map(({ operation }) => operation) }
}

it.each([
  ['none', [], 1],
  ['in their order, with their case', ['bug', 'Bug', 'area: ü'], 1],
  ['a hundred of them', Array.from({ length: 100 }, (_, index) => `l${index}`), 1],
  ['more than come with it', Array.from({ length: 230 }, (_, index) => `l${index}`), 3],
])('labels: %s', async (_, names, requests) => {
  const { read, operations } = await readOne({ labels: { nodes: names.map((name) => ({ name })) } })
  expect([read.labels, read.incomplete, operations.length]).toEqual([names, [], requests])
})

it.each([
  [
    'of a review that is not submitted: nobody but its author has read it',
    { state: 'PENDING', submittedAt: null },
    {},
    { publishedAt: null, review: { submittedAt: null } },
  ],
  [
    'written as a draft, of a review that was submitted later',
    { state: 'COMMENTED', submittedAt: at(50) },
    {},
    { publishedAt: instant(50), review: { submittedAt: instant(50) } },
  ],
  [
    'that GitHub says was published at another time than its review was',
    { state: 'APPROVED', submittedAt: at(50) },
    { publishedAt: at(49) },
    { publishedAt: instant(49), review: { submittedAt: instant(50) } },
  ],
  [
    'that was submitted, though GitHub does not say when it was published',
    { state: 'COMMENTED', submittedAt: at(50) },
    { publishedAt: null },
    { publishedAt: instant(7), review: { submittedAt: instant(50) } },
  ],
  [
    'that is pending in a review that was submitted',
    { state: 'COMMENTED', submittedAt: at(50) },
    { state: 'PENDING' },
    { publishedAt: null, review: { submittedAt: instant(50) } },
  ],
] as const)('a line comment %s', async (_, review, comment, expected) => {
  const { read } = await readOne({
    reviews: {
      nodes: [
        { author: ann, ...review, comments: { nodes: [{ author: ann, createdAt: at(7), ...comment }] } },
      ],
    },
  })
  const [one] = read.reviews
  expect(read.reviews).toMatchObject([
    {
      state: review.state.toLowerCase(),
      submittedAt: review.submittedAt === null ? null : instant(50),
    },
  ])
  expect(read.comments).toEqual([
    {
      id: expect.any(String),
      kind: 'review-thread',
      author: expect.objectContaining({ kind: 'user', login: 'ann' }),
      createdAt: instant(7),
      publishedAt: expected.publishedAt,
      review: { id: one!.id, ...expected.review },
      url: expect.stringContaining('#discussion_r'),
    },
  ])
})

it('a line comment without a review has none', async () => {
  const { read } = await readOne({ orphanReviewComments: [{ author: null, createdAt: at(7) }] })
  expect(read.comments).toMatchObject([
    {
      kind: 'review-thread',
      author: { kind: 'ghost' },
      createdAt: instant(7),
      publishedAt: instant(7),
      review: null,
    },
  ])
})

it.each([
  ['APPROVED', 'approved'],
  ['CHANGES_REQUESTED', 'changes-requested'],
  ['COMMENTED', 'commented'],
  ['DISMISSED', 'dismissed'],
] as const)('a dismissal of a review that said %s', async (previousReviewState, previousState) => {
  const { read } = await readOne({
    reviews: {
      nodes: [
        { author: ann, state: 'APPROVED', submittedAt: at(1) },
        { author: ann, state: 'DISMISSED', submittedAt: at(2) },
      ],
    },
    timelineItems: {
      nodes: [
        { __typename: 'ReviewDismissedEvent', createdAt: at(9), actor: ann, review: 1, previousReviewState },
      ],
    },
  })
  expect(read.events).toEqual([
    {
      kind: 'review-dismissed',
      at: instant(9),
      actor: expect.objectContaining({ login: 'ann' }),
      id: expect.any(String),
      url: expect.any(String),
      reviewId: read.reviews[1]!.id,
      previousState,
    },
  ])
})

it('a dismissal of a review that is no longer there names none', async () => {
  const { read } = await readOne({
    timelineItems: { nodes: [{ __typename: 'ReviewDismissedEvent', createdAt: at(9), actor: null }] },
  })
  expect(read.events).toMatchObject([
    { kind: 'review-dismissed', actor: { kind: 'ghost' }, reviewId: null, previousState: 'approved' },
  ])
})

it('changes of the base, from which to which, in their order', async () => {
  const change = (previousRefName: string, currentRefName: string, second: number) => ({
    __typename: 'BaseRefChangedEvent',
    createdAt: at(second),
    actor: ann,
    previousRefName,
    currentRefName,
  })
  const { read } = await readOne({
    baseRefName: 'main',
    timelineItems: { nodes: [change('main', 'Release/1', 3), change('Release/1', 'main', 5)] },
  })
  expect(read.baseRefName).toBe('main')
  expect(read.events).toEqual(
    [
      { at: instant(3), from: 'main', to: 'Release/1' },
      { at: instant(5), from: 'Release/1', to: 'main' },
    ].map((one) => ({
      kind: 'base-changed',
      ...one,
      actor: expect.objectContaining({ login: 'ann' }),
      id: expect.any(String),
      url: null,
    })),
  )
})
