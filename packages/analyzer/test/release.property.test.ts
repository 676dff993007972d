/** Releases against a breadth-first walk over (branch, time) that tries every merge. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Merge, resolveReleases } from '../src/index.ts'

const branch = fc.constantFrom('main', 'develop', 'topic', 'hotfix', 'release')
const merges = fc
  .array(
    fc.record({
      baseRefName: branch,
      headRefName: branch,
      isCrossRepository: fc.boolean(),
      mergedAt: fc.option(fc.integer({ min: 0, max: 12 })),
    }),
    { maxLength: 14 },
  )
  .map((list) => list.map((merge, index): Merge => ({ number: index + 1, ...merge })))

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
      const releases = resolveReleases({ kind: 'branch', key: 'release' }, { merges: all, tags: [] })
      for (const merge of all) {
        const expected =
          merge.mergedAt === null ? null : earliestArrival(all, 'release', merge.baseRefName, merge.mergedAt)
        expect(releases.get(merge.number)?.at ?? null).toBe(expected)
      }
    }),
    { numRuns: 3_000 },
  )
})

it('the tag rule finds the earliest matching tag at or after the merge', () => {
  const tags = fc.array(
    fc.record({
      name: fc.constantFrom('v1', 'v2', 'v10', 'beta', 'xv1'),
      sha: fc.constant('s'),
      committedAt: fc.integer({ min: 0, max: 12 }),
    }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(merges, tags, (all, list) => {
      const releases = resolveReleases({ kind: 'tags', key: 'v\\d+' }, { merges: all, tags: list })
      for (const merge of all) {
        const later = list.filter(
          (tag) => /^v\d+$/.test(tag.name) && merge.mergedAt !== null && tag.committedAt >= merge.mergedAt,
        )
        const expected = later.length === 0 ? null : Math.min(...later.map((tag) => tag.committedAt))
        expect(releases.get(merge.number)?.at ?? null).toBe(expected)
      }
    }),
    { numRuns: 1_000 },
  )
})

it('the rule none releases nothing', () => {
  const all = [
    { number: 1, baseRefName: 'main', headRefName: 'topic', isCrossRepository: false, mergedAt: 5 },
  ]
  expect(resolveReleases({ kind: 'none' }, { merges: all, tags: [] }).size).toBe(0)
})
