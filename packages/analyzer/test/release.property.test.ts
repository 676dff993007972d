/** Releases against a breadth-first walk over (branch, time) that tries every merge. */

import type { Deployment, ReleaseRule, Tag } from '@upflow/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  carriersOf,
  type Merge,
  matchRule,
  type ReleaseFacts,
  resolveReleases,
  ruleProblem,
} from '../src/index.ts'

const none = { tags: [], deployments: [], defaultBranch: 'main' }
const branch = fc.constantFrom('main', 'develop', 'topic', 'hotfix', 'release')
const merges = fc
  .array(
    fc.record({
      baseRefName: branch,
      headRefName: branch,
      isCrossRepository: fc.boolean(),
      mergedAt: fc.option(fc.integer({ min: 0, max: 12 })),
      /** Merged by a fast-forward to the merge commit of so many before it. */
      forwardedFrom: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3 }),
    }),
    { maxLength: 14 },
  )
  .map((list) =>
    list.map(
      ({ forwardedFrom, ...merge }, index): Merge => ({
        number: index + 1,
        mergeCommitSha: merge.mergedAt === null ? null : `m${Math.max(0, index - (forwardedFrom ?? 0)) + 1}`,
        carries: [],
        ...merge,
      }),
    ),
  )

/** The earliest instant at which what is on `from` at `at` is on the release branch. */
function earliestArrival(
  all: readonly Merge[],
  releaseBranch: string,
  from: string,
  at: number,
): number | null {
  const earliest = new Map([[from, at]])
  const queue = [from]
  while (queue.length > 0) {
    const source = queue.shift()!
    for (const merge of all) {
      if (
        merge.mergedAt === null ||
        merge.isCrossRepository ||
        merge.headRefName !== source ||
        merge.mergedAt < earliest.get(source)!
      )
        continue
      const known = earliest.get(merge.baseRefName)
      if (known !== undefined && known <= merge.mergedAt) continue
      earliest.set(merge.baseRefName, merge.mergedAt)
      queue.push(merge.baseRefName)
    }
  }
  return earliest.get(releaseBranch) ?? null
}

it('the branch rule finds the earliest chain of merges on to the release branch', () => {
  fc.assert(
    fc.property(merges, (all) => {
      const releases = resolveReleases(
        { kind: 'branch', key: 'release' },
        {
          merges: all,
          ...none,
        },
      )
      for (const merge of all) {
        const expected =
          merge.mergedAt === null ? null : earliestArrival(all, 'release', merge.baseRefName, merge.mergedAt)
        expect(releases.get(merge.number)?.at ?? null).toBe(expected)
      }
    }),
    { numRuns: 3_000 },
  )
})

const tag = fc.record({
  name: fc.constantFrom('v1', 'v2', 'v10', 'beta', 'xv1'),
  sha: fc.oneof(
    fc.constant('elsewhere'),
    fc.integer({ min: 1, max: 14 }).map((number) => `m${number}`),
  ),
  committedAt: fc.integer({ min: 0, max: 12 }),
})
const deployment = fc
  .tuple(tag, fc.constantFrom('production', 'staging'), fc.option(fc.integer({ min: 0, max: 15 })), fc.nat())
  .map(
    ([{ sha, committedAt }, environment, succeededAt, id]): Deployment => ({
      id: String(id),
      environment,
      sha,
      committedAt,
      creator: { kind: 'user', login: 'ann', id: null },
      createdAt: committedAt,
      succeededAt,
    }),
  )

/** What releases a merge by itself: on its own line at its own place or a later one, else by date on the default branch. */
function ofItself(
  merge: Merge,
  all: readonly Merge[],
  markers: readonly { at: number; sha: string; committedAt: number }[],
  defaultBranch: string | null,
): number | null {
  const isAtOrAfter = (other: Merge) =>
    other.mergedAt! > merge.mergedAt! || (other.mergedAt === merge.mergedAt && other.number >= merge.number)
  const found = markers.filter(({ sha, committedAt }) => {
    const owners = all.filter((other) => other.mergedAt !== null && other.mergeCommitSha === sha)
    return owners.length > 0
      ? owners.some((owner) => owner.baseRefName === merge.baseRefName && isAtOrAfter(owner))
      : committedAt >= merge.mergedAt! && [null, merge.baseRefName].includes(defaultBranch)
  })
  return found.length === 0 ? null : Math.max(merge.mergedAt!, Math.min(...found.map(({ at }) => at)))
}

/** The earliest of that and of what any chain of later merges carries it on to. */
function everyWay(
  merge: Merge,
  all: readonly Merge[],
  direct: (merge: Merge) => number | null,
  seen: readonly number[] = [],
): number | null {
  const carriers = all.filter(
    ({ mergedAt, number, carries, headRefName, isCrossRepository }) =>
      mergedAt !== null &&
      mergedAt >= merge.mergedAt! &&
      number !== merge.number &&
      !seen.includes(number) &&
      (carries?.includes(merge.mergeCommitSha!) || (!isCrossRepository && headRefName === merge.baseRefName)),
  )
  const ways = carriers.map((next) => everyWay(next, all, direct, [...seen, merge.number]))
  const known = [direct(merge), ...ways].filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}

it.each([
  ['tags', 'v\\d+'],
  ['deployments', 'prod.*'],
] as const)('the rule %s goes by commit first, then by date, and along later merges', (kind, key) => {
  const some = merges.map((all) => all.slice(0, 7))
  fc.assert(
    fc.property(
      some,
      fc.array(tag, { maxLength: 5 }),
      fc.array(deployment, { maxLength: 5 }),
      fc.constantFrom(null, 'main', 'develop'),
      (all, tags, deployments, defaultBranch) => {
        const releases = resolveReleases({ kind, key }, { merges: all, tags, deployments, defaultBranch })
        const markers =
          kind === 'tags'
            ? tags
                .filter(({ name }) => /^v\d+$/.test(name))
                .map((one: Tag) => ({ ...one, at: one.committedAt }))
            : deployments
                .filter(
                  ({ environment, succeededAt }) => environment === 'production' && succeededAt !== null,
                )
                .map((one) => ({ ...one, at: one.succeededAt! }))
        for (const merge of all)
          expect(releases.get(merge.number)?.at ?? null).toBe(
            merge.mergedAt === null
              ? null
              : everyWay(merge, all, (one) => ofItself(one, all, markers, defaultBranch)),
          )
      },
    ),
    { numRuns: 1_500 },
  )
})

const merged = (number: number, base: string, head: string, more: Partial<Merge> = {}): Merge => ({
  number,
  baseRefName: base,
  headRefName: head,
  isCrossRepository: false,
  mergedAt: number,
  mergeCommitSha: `m${number}`,
  carries: [],
  ...more,
})

it('a release branch that was cut by a push is seen by the merge commits that it carries', () => {
  const rule = { kind: 'branch', key: 'main' } as const
  const all = [
    merged(1, 'develop', 'topic'),
    merged(2, 'main', 'release/1.0', { carries: ['m1'] }),
    merged(3, 'develop', 'late'),
    merged(4, 'main', 'develop'),
  ]
  const releases = resolveReleases(rule, { merges: all, ...none })
  expect([1, 3].map((number) => releases.get(number)?.by)).toEqual([
    { kind: 'pull-request', number: 2 },
    { kind: 'pull-request', number: 4 },
  ])
  expect(carriersOf(rule, { merges: all, defaultBranch: 'main' })).toEqual([2, 4])
  expect(carriersOf(rule, { merges: [all[1]!, all[3]!], defaultBranch: 'main' })).toEqual([])
})

it('what a fork merges carries on the commits that are in it, and no branch of its name', () => {
  const rule = { kind: 'branch', key: 'release' } as const
  const all = [
    merged(1, 'main', 'topic'),
    merged(2, 'main', 'late'),
    merged(3, 'release', 'main', { isCrossRepository: true, carries: ['m1'] }),
  ]
  expect(carriersOf(rule, { merges: all, defaultBranch: 'main' })).toEqual([3])
  const releases = resolveReleases(rule, { merges: all, ...none })
  expect([...releases].map(([number, { at }]) => [number, at]).sort()).toEqual([
    [1, 3],
    [3, 3],
  ])
})

it('one of several release branches is enough', () => {
  const releases = resolveReleases(
    { kind: 'branch', key: ['master', 'main'] },
    {
      merges: [merged(1, 'master', 'a'), merged(2, 'main', 'b'), merged(3, 'other', 'c')],
      ...none,
    },
  )
  expect([...releases.keys()].sort()).toEqual([1, 2])
})

it('the rule none releases nothing', () => {
  expect(resolveReleases({ kind: 'none' }, { merges: [merged(5, 'main', 'topic')], ...none }).size).toBe(0)
})

describe('a rule that releases nothing says so', () => {
  const facts = { merges: [merged(1, 'main', 'topic')], ...none, defaultBranch: 'main' }
  const tags = ['v1.0', 'v1.1'].map((name) => ({ name, sha: 'x', committedAt: 5 }))
  it.each<[ReleaseRule, Partial<ReleaseFacts>, string | null]>([
    [{ kind: 'branch', key: 'master' }, {}, "no merge reached 'master'; the default branch is 'main'"],
    [{ kind: 'branch', key: ['a', 'b'] }, { defaultBranch: null }, "no merge reached 'a' or 'b'"],
    [{ kind: 'branch', key: 'main' }, {}, null],
    [{ kind: 'branch', key: 'master' }, { merges: [] }, null],
    [{ kind: 'none' }, {}, null],
    [{ kind: 'tags', key: 'v.*' }, {}, 'the repository has no tags'],
    [
      { kind: 'tags', key: 'v*' },
      { tags },
      "none of its 2 tags, such as 'v1.0', matches 'v*'; read as a glob it would match 2: write it in RE2 syntax, such as 'v.*'",
    ],
    [{ kind: 'deployments', key: 'production' }, {}, 'the repository has no deployments'],
    [
      { kind: 'tags', key: 'v.*' },
      { areMarkersRead: false },
      `its tags have not been read yet: 'crawl' reads them`,
    ],
    [
      { kind: 'deployments', key: 'production' },
      { areMarkersRead: false },
      `its deployments have not been read yet: 'crawl' reads them`,
    ],
    [
      { kind: 'branch', key: 'master' },
      { areMarkersRead: false },
      "no merge reached 'master'; the default branch is 'main'",
    ],
  ])('%j %j', (rule, more, expected) => {
    expect(ruleProblem(rule, { ...facts, ...more })).toBe(expected)
  })

  it('and what was not read is not counted as none', () => {
    const rule: ReleaseRule = { kind: 'tags', key: 'v.*' }
    expect(matchRule(rule, facts).markers).toEqual({ matching: 0, all: 0 })
    expect(matchRule(rule, { ...facts, areMarkersRead: false }).markers).toBeNull()
  })
})
