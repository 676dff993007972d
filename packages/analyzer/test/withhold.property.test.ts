/** Of a history of which a part was not read, nothing is said that the whole history would not say. */
import { defaultRules, ghost, type RawPullRequest } from '@upflow/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Analysis, analyzePullRequest } from '../src/index.ts'
import { anyPullRequest } from './pull-requests.ts'

const half = (part: 'commits' | 'reviews' | 'comments' | 'events') => (whole: RawPullRequest) =>
  fc.subarray([...whole[part]] as unknown[]).map((left) => ({ ...whole, [part]: left }) as RawPullRequest)
const without = (lost: Partial<RawPullRequest>) => (whole: RawPullRequest) =>
  fc.constant({ ...whole, ...lost })
const parts = {
  commits: half('commits'),
  reviews: half('reviews'),
  comments: half('comments'),
  events: half('events'),
  author: without({ author: ghost }),
  mergedAt: without({ mergedAt: null }),
  closedAt: without({ closedAt: null }),
} as const

const known = (of: object) =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null && typeof value !== 'object'))
const listed = ['segments', 'reviewRequests', 'responses'] as const

function expectNothingElse(said: Analysis, whole: Analysis): void {
  expect(whole.instants).toMatchObject(known(said.instants))
  expect(whole.metrics).toMatchObject(known(said.metrics))
  expect(whole.metrics.working).toMatchObject(known(said.metrics.working))
  for (const list of listed) if (said[list].length > 0) expect(said[list]).toEqual(whole[list])
  if (said.now !== null) expect(said.now).toEqual(whole.now)
  for (const one of said.ignored) expect(whole.ignored).toContainEqual(one)
}

describe('what is said without the whole', () => {
  it.each(Object.entries(parts))('%s', (part, lose) => {
    const histories = anyPullRequest.chain((whole) => fc.tuple(fc.constant(whole), lose(whole)))
    const release = fc.option(fc.integer({ min: 0, max: 30 }))
    fc.assert(
      fc.property(histories, release, ([whole, left], after) => {
        const released =
          whole.mergedAt === null || after === null
            ? null
            : { at: whole.mergedAt + after, by: { kind: 'tag', name: 'v1' } as const }
        expectNothingElse(
          analyzePullRequest({ ...left, incomplete: [part as 'commits'] }, defaultRules, released),
          analyzePullRequest(whole, defaultRules, released),
        )
      }),
      { numRuns: Number(process.env.UPFLOW_LAW_RUNS ?? 1_000) },
    )
  })
})
