/** Reads the columns of reviews (review-columns.ts) piece by piece: what is read of a piece is a text first. */
import type { Sqlite } from '@upflow/db'
import {
  type Columns,
  collect,
  collectProfiles,
  type Numbers,
  profileColumns,
  type Values,
} from './collect-columns.ts'
import { allOf, andAll, type Conditions } from './conditions.ts'
import type { Clock } from './filter.ts'
import type { Part } from './kept-stretch.ts'
import { readValues } from './read-values.ts'
import { type ReviewColumns, type Timed, timed, traits } from './review-columns.ts'
import type { Stretch } from './stretch.ts'

/** Pull requests of a piece. */
const atOnce = 10_000

/** Of one stretch of time: what ends later than it was merged or closed, a release, says nothing of reviews. */
const ofStretch = ({ since, until }: Stretch): Conditions => ({
  clauses: ['coalesce(s.merged_at, s.closed_at, ?) >= ?', 's.created_at < ?'],
  values: [Number.POSITIVE_INFINITY, since, until],
})

/** Of what is wanted, all that is asked of a row. */
function conditionsOf({ since, until, without }: Part): Conditions {
  const wanted = ofStretch({ since, until })
  if (without === undefined) return wanted
  const { clauses, values } = ofStretch(without)
  return allOf(wanted, { clauses: [`NOT (${clauses.join(' AND ')})`], values })
}

/** Of those that have not ended before the one instant, and were opened before the other. */
export function readReviewColumns(sqlite: Sqlite, wanted: Part, clock: Clock): ReviewColumns {
  const { among } = wanted
  const asked = conditionsOf(wanted)
  const suffix = clock === 'wall' ? 'seconds' : 'working_seconds'
  const [pulls, requests, responses] = [collectPulls(suffix), collectRequests(suffix), collectResponses()]
  const [all, bound] =
    among === undefined
      ? ['analyzed_pull_requests AS s WHERE', []]
      : [
          'json_each(?) AS one CROSS JOIN analyzed_pull_requests AS s WHERE s.pull_request_key = one.value AND',
          [JSON.stringify([...among])],
        ]
  for (let after = -1; ; ) {
    const piece = pulls.add(
      readValues(sqlite, pulls.columns, {
        from: `FROM (
          SELECT s.* FROM ${all} s.pull_request_key > ? ${andAll(asked)} ORDER BY s.pull_request_key LIMIT ?
        ) AS s`,
        values: [...bound, after, ...asked.values, atOnce],
      }),
    )
    if (piece.last === null) break
    const ofWhole = (table: string) => ({
      from: `FROM json_each(?) AS whole CROSS JOIN ${table} AS s ON s.pull_request_key = whole.value`,
      values: [JSON.stringify(piece.wholeKeys)],
    })
    requests.add(readValues(sqlite, requests.columns, ofWhole('review_requests')), piece)
    responses.add(readValues(sqlite, responses.columns, ofWhole('responses')), piece)
    after = piece.last
  }
  return { pulls: pulls.done(), requests: requests.done(), responses: responses.done() }
}

type Suffix = 'seconds' | 'working_seconds'

/** What was read of pull requests at once; those that were not read whole say nothing of reviews. */
interface Piece {
  /** The highest key; null of none. */
  readonly last: number | null
  /** Of those that were read whole, and where each of them stands among all. */
  readonly wholeKeys: readonly number[]
  readonly wholeIndices: readonly number[]
}

const pullColumns = (suffix: Suffix): Columns => ({
  numbers: [
    's.pull_request_key',
    's.created_at',
    's.merged_at',
    's.ready_at',
    's.first_reviewed_at',
    's.review_rounds',
    `(s.unreviewed IS 1) * ${traits.unreviewed} + (s.incomplete IS NOT NULL) * ${traits.incomplete}
       + (s.state = 'open') * ${traits.open}`,
    ...timed.map((one) => `s.${one}_${suffix}`),
  ],
  texts: profileColumns,
})
const traitsAt = 6

/** By their pull request, of which `whole.key` is the place among those that were asked for. */
const requestColumns = (suffix: Suffix): Columns => ({
  numbers: ['whole.key', 's.requested_at', 's.responded_at', 's.removed_at', `s.${suffix}`],
  texts: [],
})
const responseColumns: Columns = { numbers: ['whole.key', 's.at'], texts: ['s.reviewer_login'] }

function collectPulls(suffix: Suffix) {
  const columns = pullColumns(suffix)
  const { done, push, width } = collect(columns)
  const profiles = collectProfiles()
  return {
    columns,
    add(values: Values): Piece {
      let last: number | null = null
      const wholeKeys: number[] = []
      const wholeIndices: number[] = []
      for (let at = 0; at < values.length; at += width) {
        const key = values[at] as number
        last = Math.max(key, last ?? key)
        if (((values[at + traitsAt] as number) & traits.incomplete) === 0) {
          wholeKeys.push(key)
          wholeIndices.push(profiles.all.length)
        }
        push(values, at)
        profiles.push(values, at + columns.numbers.length)
      }
      return { last, wholeKeys, wholeIndices }
    },
    done(): ReviewColumns['pulls'] {
      const [key, createdAt, mergedAt, readyAt, firstReviewedAt, rounds, ofEach, ...seconds] =
        done() as Several
      return {
        key,
        createdAt,
        mergedAt,
        readyAt,
        firstReviewedAt,
        rounds,
        traits: Uint8Array.from(ofEach),
        profile: profiles.all,
        seconds: Object.fromEntries(timed.map((one, index) => [one, seconds[index]!])) as Timed,
      }
    },
  }
}
type Several = [Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, ...Numbers[]]

function collectRequests(suffix: Suffix) {
  const columns = requestColumns(suffix)
  const { done, push, width } = collect(columns)
  const pull: number[] = []
  return {
    columns,
    add(values: Values, { wholeIndices }: Piece) {
      for (let at = 0; at < values.length; at += width) {
        pull.push(wholeIndices[values[at] as number]!)
        push(values, at)
      }
    },
    done(): ReviewColumns['requests'] {
      const [, requestedAt, respondedAt, removedAt, seconds] = done() as Several
      return { pull: Int32Array.from(pull), requestedAt, respondedAt, removedAt, seconds }
    },
  }
}

function collectResponses() {
  const { done, push, width } = collect(responseColumns)
  const pull: number[] = []
  const reviewer: number[] = []
  const reviewers = new Map<string, number>()
  return {
    columns: responseColumns,
    add(values: Values, { wholeIndices }: Piece) {
      for (let at = 0; at < values.length; at += width) {
        const login = values[at + 2] as string
        const known = reviewers.get(login) ?? reviewers.size
        if (known === reviewers.size) reviewers.set(login, known)
        pull.push(wholeIndices[values[at] as number]!)
        reviewer.push(known)
        push(values, at)
      }
    },
    done(): ReviewColumns['responses'] {
      const [, at] = done() as Several
      return {
        pull: Int32Array.from(pull),
        at,
        reviewer: Int32Array.from(reviewer),
        logins: [...reviewers.keys()],
      }
    },
  }
}
