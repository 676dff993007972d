/** Whatever was asked before and written in between, what is kept over commits changes no answer. */
import { attachTenant, type Tenant } from '@upflow/db'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readBoard, readFlow, readReviewQueue } from '../src/index.ts'
import { createKeptFiles, type KeptReads } from '../src/kept-reads.ts'
import { begin, hour, newTenant, sample, storeLives, toLife, wantedTeams } from './lives.ts'

const at = fc.integer({ min: 0, max: 300 }).map((hours) => begin + hours * hour)
const step = fc.oneof(
  // Some of the numbers are of what is stored.
  fc.record({
    kind: fc.constant('write'),
    lives: fc.array(fc.tuple(sample, fc.integer({ min: 0, max: 12 })), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('remove'), number: fc.integer({ min: 1, max: 13 }) }),
  fc.record({ kind: fc.constantFrom('board', 'flow', 'queue'), at, team: wantedTeams }),
  fc.record({ kind: fc.constant('forget') }),
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

async function answerOf(tenant: Tenant, asked: Step, kept: KeptReads | null): Promise<unknown> {
  if (!('at' in asked)) return null
  const filter = { teams: asked.team }
  const period = { filter: { ...filter, since: begin, until: asked.at }, now: asked.at }
  if (asked.kind === 'board') return readBoard(tenant, { filter, at: asked.at, limit: 3 }, { kept, most: 3 })
  return asked.kind === 'flow' ? readFlow(tenant, period, kept) : readReviewQueue(tenant, period, kept)
}

it('boards, flow and queues are those of who reads all anew', async () => {
  const tenant = await newTenant()
  const reader = attachTenant(tenant.path, tenant.organizationId, { readOnly: true })
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { maxLength: 12 }),
      fc.array(step, { minLength: 2, maxLength: 12 }),
      // So that some is too much.
      fc.constantFrom(500, 2_000, 1e9),
      async (first, steps, mostBytes) => {
        for (const table of ['analyzed_pull_requests', 'analysis_details'])
          tenant.sqlite.exec(`DELETE FROM ${table}`)
        storeLives(tenant, first.map(toLife))
        const kept = createKeptFiles({ mostBytes }).ofFile()
        for (const one of steps) {
          if (one.kind === 'write')
            storeLives(
              tenant,
              one.lives.map(([life, index]) => toLife(life, index)),
            )
          else if (one.kind === 'remove')
            tenant.sqlite.prepare('DELETE FROM analyzed_pull_requests WHERE number = ?').run(one.number)
          else if (one.kind === 'forget')
            tenant.sqlite.exec(
              'DELETE FROM analysis_changes WHERE number < (SELECT max(number) FROM analysis_changes)',
            )
          else expect(await answerOf(reader, one, kept)).toEqual(await answerOf(tenant, one, null))
        }
      },
    ),
    { numRuns: Number(process.env.UPFLOW_INSIGHTS_RUNS ?? 150) },
  )
  reader.close()
})
