/** One pull request from a seed: what orders and finds it is held, its children are made whenever they are read. */
import type { ActorData, PullRequestData } from './dataset.ts'
import { Dice } from './dice.ts'
import {
  commentsOf,
  commitsOf,
  eventsOf,
  filesOf,
  type Life,
  requestsOf,
  reviewsOf,
  topics,
  toText,
} from './generated-children.ts'
import { bots, people } from './generated-people.ts'

export interface Place {
  readonly number: number
  /** Pull requests of the repository: the last of each is opened on one day. */
  readonly count: number
  readonly seed: number
}

const lastCreatedAt = Date.UTC(2025, 5, 1) / 1_000
const secondsApart = 600
/** Every so many pull requests, `develop` is merged into `main`. */
const releaseEvery = 40

/** What is drawn of it at once: when it came and ended, and what became of it. */
export interface GeneratedLife extends Life {
  readonly isRelease: boolean
  readonly isDraft: boolean
}

export function lifeOf({ number, count, seed }: Place): GeneratedLife {
  const dice = new Dice(seed)
  const isRelease = isReleaseNumber(number)
  const author = dice.chance(0.08) ? dice.pick(bots) : dice.pick(people)
  const state = isRelease || dice.chance(0.86) ? 'MERGED' : dice.chance(0.6) ? 'CLOSED' : 'OPEN'
  const isDraft = state === 'OPEN' && dice.chance(0.3)
  const createdAt = lastCreatedAt - (count - number) * secondsApart + dice.whole(0, secondsApart - 1)
  // Most are done within a day or two, some take weeks.
  const endedAt = createdAt + (isRelease ? dice.whole(600, 3_600) : dice.low(1_800, 20 * 86_400, 4))
  const wasDraft = dice.chance(0.15)
  const readyAt = isDraft ? Number.POSITIVE_INFINITY : wasDraft ? dice.low(createdAt, endedAt, 2) : null
  return { seed, author, state, createdAt, endedAt, readyAt, isRelease, isDraft }
}

export const isReleaseNumber = (number: number): boolean => number % releaseEvery === 0

export class GeneratedPullRequest implements PullRequestData {
  readonly #life: Life
  readonly number: number
  readonly isRelease: boolean
  state: PullRequestData['state']
  isDraft: boolean
  author: ActorData
  createdAt: string
  updatedAt: string
  closedAt: string | null

  constructor(place: Place) {
    const life = lifeOf(place)
    this.#life = life
    this.number = place.number
    this.isRelease = life.isRelease
    this.author = life.author
    this.state = life.state
    this.isDraft = life.isDraft
    this.createdAt = toText(life.createdAt)
    this.updatedAt = toText(life.endedAt)
    this.closedAt = this.state === 'OPEN' ? null : this.updatedAt
  }

  get mergedAt() {
    return this.state === 'MERGED' ? this.closedAt : null
  }
  get mergeCommit() {
    return this.state === 'MERGED' ? { oid: new Dice(this.#life.seed + 1).sha() } : null
  }
  get title() {
    return this.isRelease
      ? `Release ${this.number / releaseEvery}`
      : `Make the ${this.#topic} ${this.#life.seed % 2 ? 'simpler to read and to change' : 'faster for large inputs'}`
  }
  get headRefName() {
    return this.isRelease ? 'develop' : `topic/${this.number}-${this.#topic}`
  }
  /** One in sixteen goes to `main` at once. */
  get baseRefName() {
    return this.isRelease || this.#life.seed % 16 === 0 ? 'main' : 'develop'
  }
  get isCrossRepository() {
    return !this.isRelease && this.#life.seed % 11 === 0
  }
  get #topic() {
    return topics[this.#life.seed % topics.length]!
  }

  get additions() {
    return this.files.nodes.reduce((sum, { additions }) => sum + additions, 0)
  }
  get deletions() {
    return this.files.nodes.reduce((sum, { deletions }) => sum + deletions, 0)
  }
  get changedFiles() {
    return this.files.nodes.length
  }
  get files() {
    return filesOf(this.#life)
  }
  get commits() {
    return commitsOf(this.#life)
  }
  get reviews() {
    return reviewsOf(this.#life)
  }
  get comments() {
    return commentsOf(this.#life)
  }
  get timelineItems() {
    return eventsOf(this.#life)
  }
  get reviewRequests() {
    return requestsOf(this.#life)
  }
}
