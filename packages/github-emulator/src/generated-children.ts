/**
 * What a generated pull request consists of. Each set is drawn from a seed of its own, so that one can be made
 * without the others; they agree on who reviews.
 */
import type { ActorData, CommentData, EventData, PullRequestData, ReviewData } from './dataset.ts'
import { Dice } from './dice.ts'
import { people, teams } from './generated-people.ts'

/** Unix seconds. */
export interface Life {
  readonly seed: number
  readonly author: ActorData
  readonly createdAt: number
  /** Null when it was never a draft; in the future of what still is one. */
  readonly readyAt: number | null
  /** The last thing that happens: the merge, if there is one. */
  readonly endedAt: number
  readonly state: PullRequestData['state']
}

export const toText = (instant: number): string =>
  new Date(instant * 1_000).toISOString().replace('.000Z', 'Z')

/** One in a hundred has far more of everything: more than comes along with a page. */
const isLarge = ({ seed }: Life) => seed % 100 === 0
const sizeOf = (life: Life, usual: number) => (isLarge(life) ? 12 * usual : usual)
const startOf = ({ readyAt, createdAt, endedAt }: Life) => Math.min(readyAt ?? createdAt, endedAt)

const setDice = ({ seed }: Life, set: number): Dice => new Dice(seed * 8 + set)

function reviewersOf(life: Life): ActorData[] {
  const dice = setDice(life, 0)
  return dice
    .list(dice.whole(1, 3), () => dice.pick(people))
    .filter(({ login }) => login !== life.author.login)
}

export function commitsOf(life: Life): PullRequestData['commits'] {
  const dice = setDice(life, 1)
  const { createdAt, endedAt } = life
  const before = dice.instants(dice.low(1, 3, 2), createdAt - 86_400, createdAt)
  const after = dice.instants(sizeOf(life, dice.low(0, 5, 2)), createdAt, endedAt)
  return {
    nodes: [...before, ...after].map((committedAt) => ({
      commit: {
        oid: dice.sha(),
        authoredDate: toText(committedAt - dice.low(0, 7_200, 4)),
        committedDate: toText(committedAt),
      },
    })),
  }
}

export function reviewsOf(life: Life): { nodes: ReviewData[] } {
  const dice = setDice(life, 2)
  const reviewers = reviewersOf(life)
  if (reviewers.length === 0) return { nodes: [] }
  const submitted = dice.instants(sizeOf(life, dice.low(0, 5, 1.2)), startOf(life), life.endedAt)
  return {
    nodes: submitted.map((at, index) => {
      const isLast = index === submitted.length - 1
      const state = isLast && life.state === 'MERGED' ? 'APPROVED' : dice.pick(reviewStates)
      return {
        author: dice.pick(reviewers),
        state,
        submittedAt: toText(at),
        comments: {
          nodes: dice.list(state === 'APPROVED' ? dice.low(0, 1, 3) : dice.low(0, 4, 1.5), () => ({
            author: null,
            createdAt: toText(at),
          })),
        },
      }
    }),
  }
}
const reviewStates = ['COMMENTED', 'COMMENTED', 'CHANGES_REQUESTED', 'APPROVED'] as const

export function commentsOf(life: Life): { nodes: CommentData[] } {
  const dice = setDice(life, 3)
  const talking = [life.author, ...reviewersOf(life), dice.pick(people)]
  return {
    nodes: dice.instants(sizeOf(life, dice.low(0, 6, 1.5)), life.createdAt, life.endedAt).map((at) => ({
      author: dice.chance(0.01) ? null : dice.pick(talking),
      createdAt: toText(at),
    })),
  }
}

export function eventsOf(life: Life): { nodes: EventData[] } {
  const dice = setDice(life, 4)
  const { author: actor, createdAt, readyAt, endedAt, state } = life
  const start = startOf(life)
  const asked = [...reviewersOf(life), ...(dice.chance(0.1) ? [dice.pick(teams)] : [])]
  const events: [kind: string, at: number, requestedReviewer?: ActorData][] = asked.map((reviewer) => [
    'ReviewRequestedEvent',
    dice.low(start, endedAt, 6),
    reviewer,
  ])
  const [last] = events.slice(-1)
  if (last && dice.chance(0.05))
    events.push(['ReviewRequestRemovedEvent', dice.whole(last[1], endedAt), last[2]!])
  if (readyAt !== null && readyAt <= endedAt) events.push(['ReadyForReviewEvent', readyAt])
  for (const at of dice.instants(dice.low(0, 3, 4), createdAt, endedAt))
    events.push(['HeadRefForcePushedEvent', at])
  if (state === 'MERGED') events.push(['MergedEvent', endedAt])
  if (state !== 'OPEN') events.push(['ClosedEvent', endedAt])
  return {
    nodes: events
      .sort(([, a], [, b]) => a - b)
      .map(([kind, at, requestedReviewer]) => ({
        __typename: kind,
        createdAt: toText(at),
        actor,
        ...(requestedReviewer ? { requestedReviewer } : {}),
      })),
  }
}

/** Who is still asked: nobody once it is merged. */
export function requestsOf(life: Life): { nodes: { requestedReviewer: ActorData }[] } {
  const left = life.state === 'OPEN' ? reviewersOf(life).slice(0, 1) : []
  return { nodes: left.map((requestedReviewer) => ({ requestedReviewer })) }
}

export function filesOf(life: Life): NonNullable<PullRequestData['files']> {
  const dice = setDice(life, 5)
  return {
    nodes: dice.list(sizeOf(life, dice.low(1, 16, 2)), () => ({
      path: dice.chance(0.03)
        ? 'pnpm-lock.yaml'
        : `packages/${dice.pick(folders)}/src/${dice.pick(folders)}/${dice.pick(topics)}-${dice.whole(1, 400)}.ts`,
      additions: dice.low(0, 200, 3),
      deletions: dice.low(0, 120, 4),
    })),
  }
}
const folders = ['api', 'billing', 'search', 'storage', 'web'] as const
export const topics = ['cache', 'parser', 'queue', 'report', 'router', 'scheduler', 'session'] as const
