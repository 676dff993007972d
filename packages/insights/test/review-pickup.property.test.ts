/** Pickup with bots counted is the pickup that an analysis would find if bots were people. */
import { analyzePullRequest } from '@upflow/analyzer'
import { toHistory } from '@upflow/db'
import { type Actor, defaultRules, type RawPullRequest } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Clock,
  type PickupGroup,
  type PickupGrouping,
  pickupGroupings,
  readReviewPickup,
} from '../src/index.ts'
import { anyPullRequest, comment, event, pullRequest, robot } from './pull-requests.ts'
import { spread } from './spread-reference.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

const names = ['acme/app', 'acme/lib']
const monthSeconds = 31 * 86_400
const sample = fc.record({
  pullRequest: anyPullRequest,
  repository: fc.constantFrom(...names),
  month: fc.integer({ min: 0, max: 2 }),
  isWhole: fc.constantFrom(true, true, true, false),
})
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never

/** A bot comments in the second in which the wait is interrupted. */
const inItsFirstSecond = (interruption: 'converted-to-draft' | 'closed'): Sample => ({
  pullRequest: pullRequest({
    mergedAt: 1_400,
    closedAt: 1_400,
    comments: [comment(1_100, robot), comment(1_300)],
    events: [
      event(interruption, 1_100),
      event(interruption === 'closed' ? 'reopened' : 'ready-for-review', 1_200),
    ],
  }),
  repository: 'acme/app',
  month: 0,
  isWhole: true,
})

const analyze = (pullRequest: RawPullRequest) => analyzePullRequest(pullRequest, defaultRules, null)
/** As if they were people. */
function withoutBots(pullRequest: RawPullRequest): RawPullRequest {
  const asPerson = (actor: Actor): Actor =>
    actor.kind === 'bot' ? { kind: 'user', login: `person-${actor.login}`, id: actor.id } : actor
  const said = <T extends { readonly author: Actor }>(one: T): T => ({ ...one, author: asPerson(one.author) })
  return {
    ...pullRequest,
    author: asPerson(pullRequest.author),
    reviews: pullRequest.reviews.map(said),
    comments: pullRequest.comments.map(said),
  }
}

it('pickup with bots = an analysis in which they are people', async () => {
  const tenant = await newTenants().create(acme)
  const ids = names.map((name) => addRepository(tenant, name))
  const addDetails = tenant.sqlite.prepare(
    'INSERT INTO analysis_details SELECT pull_request_key, ?, ? FROM analyzed_pull_requests WHERE number = ?',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { maxLength: 20 }),
      fc.constantFrom(...pickupGroupings),
      fc.constantFrom<Clock>('wall', 'working'),
      fc.option(fc.constantFrom(monthSeconds)),
      async (samples, by, clock, since) => {
        for (const table of ['analysis_details', 'analyzed_pull_requests'])
          tenant.sqlite.exec(`DELETE FROM ${table}`)
        const mergedAt = ({ pullRequest, month }: Sample) =>
          pullRequest.mergedAt === null ? null : pullRequest.mergedAt + month * monthSeconds
        const analyses = samples.map(({ pullRequest }) => analyze(pullRequest))
        addAnalyzed(
          tenant,
          samples.map((one, index) => ({
            repository_id: ids[names.indexOf(one.repository)]!,
            number: index + 1,
            author_login: one.pullRequest.author.login,
            author_kind: one.pullRequest.author.kind,
            merged_at: mergedAt(one),
            incomplete: one.isWhole ? null : 'reviews',
            pickup_seconds: analyses[index]!.metrics.pickupSeconds,
            pickup_working_seconds: analyses[index]!.metrics.working.pickupSeconds,
          })),
        )
        for (const [index, { segments, ignored }] of analyses.entries())
          addDetails.run(toHistory(segments, ''), JSON.stringify(ignored), index + 1)
        const counted = samples.filter(
          (one) => one.isWhole && mergedAt(one) !== null && (since === null || mergedAt(one)! >= since),
        )
        const pickupOf = (pullRequest: RawPullRequest) => {
          const { metrics } = analyze(pullRequest)
          return clock === 'wall' ? metrics.pickupSeconds : metrics.working.pickupSeconds
        }
        const figures = (some: readonly Sample[]): Omit<PickupGroup, 'name'> => ({
          merged: some.length,
          people: spread(some.map(({ pullRequest }) => pickupOf(pullRequest))),
          withBots: spread(some.map(({ pullRequest }) => pickupOf(withoutBots(pullRequest)))),
        })
        const nameOf = ({ repository, month }: Sample) =>
          by === 'repository' ? repository : `1970-0${month + 1}`
        const found = await readReviewPickup(tenant, { filter: { since }, clock, by })
        expect(found.all).toEqual(figures(counted))
        const groups = [...new Set(counted.map(nameOf))].map((name) => ({
          name,
          ...figures(counted.filter((one) => nameOf(one) === name)),
        }))
        expect(found.groups).toEqual(
          groups.sort((a, b) => (by === 'month' ? 0 : b.merged - a.merged) || (a.name < b.name ? -1 : 1)),
        )
      },
    ),
    {
      numRuns: Number(process.env.UPFLOW_INSIGHTS_RUNS ?? 300),
      examples: (['converted-to-draft', 'closed'] as const).map(
        (kind): [Sample[], PickupGrouping, Clock, null] => [
          [inItsFirstSecond(kind)],
          'repository',
          'wall',
          null,
        ],
      ),
    },
  )
})
