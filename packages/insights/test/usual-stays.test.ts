/** How long states usually last is of what stood in them. */
import { expect, it } from 'vitest'
import { readBoard } from '../src/index.ts'
import { begin, hour, newTenant, storeLives } from './lives.ts'

it('what was released by its own merge never waited for a release, so that waits are not said to be of no time', async () => {
  const tenant = await newTenant()
  storeLives(
    tenant,
    Array.from({ length: 12 }, (_, index) => {
      const [createdAt, endedAt] = [begin, begin + hour * (index + 1)]
      const releasedAt = index < 5 ? endedAt + hour : endedAt
      const waited = { state: 'awaiting-release', turn: null, from: endedAt, to: releasedAt }
      return {
        repository: 'acme/app' as const,
        author: 'ann' as const,
        kind: 'work' as const,
        incomplete: null,
        number: index + 1,
        createdAt,
        end: 'merged' as const,
        endedAt,
        releasedAt,
        segments: [
          { state: 'awaiting-review', turn: null, from: createdAt, to: endedAt },
          ...(releasedAt > endedAt ? [waited] : []),
        ],
      }
    }),
  )
  const { columns } = await readBoard(tenant, { at: begin + 100 * hour, limit: 5 })
  const usual = columns.find(({ state }) => state === 'awaiting-release')!.usual
  expect(usual).toEqual({ n: 5, medianSeconds: hour, p90Seconds: hour })
  tenant.close()
})
