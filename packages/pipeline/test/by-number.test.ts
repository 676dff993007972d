/** What is queued is looked up by its number, and forgotten only when GitHub says that there is none of it. */
import { expect, it } from 'vitest'
import { acme, dump, setup, small } from './support.ts'

const input = { organizationId: acme } as never

it('what GitHub knows by its id, and not by its number, stays queued with one attempt more', async () => {
  const { dataDir, emulator, pipeline, tenant } = await setup({ data: small(60) })
  // The longest ago, so that the crawl does not come by it.
  const [victim] = emulator.data.repositories[0]!.pullRequests.toSorted((a, b) =>
    a.updatedAt.localeCompare(b.updatedAt),
  )
  emulator.denials.push({
    field: 'PullRequest.reviews',
    message: 'Resource not accessible',
    when: (source) => source.number === victim!.number && String(source.url).includes('/gui/'),
  })
  await pipeline.engine.jobs.backfill.triggerAndWait(input)
  emulator.denials.length = 0
  expect(dump(dataDir).retry_queue).toMatchObject([{ number: victim!.number, attempts: 1 }])
  emulator.faults.push({
    when: ({ operation }) => operation === 'PullRequestId',
    respond: {
      kind: 'change',
      change: ((answer: { data: { node: object } }) => ({
        ...answer,
        data: { ...answer.data, node: { ...answer.data.node, [`n${victim!.number}`]: null } },
        errors: [{ type: 'NOT_FOUND', message: 'Could not resolve', path: ['node', `n${victim!.number}`] }],
      })) as never,
    },
  })
  tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
  const run = await pipeline.engine.jobs.crawl.triggerAndWait(input)
  expect(run).toMatchObject({ status: 'partial', output: { unread: 1 } })
  expect(dump(dataDir).retry_queue).toMatchObject([
    { number: victim!.number, attempts: 2, reason: 'GitHub knows it, but not by its number' },
  ])

  tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
  expect((await pipeline.engine.jobs.crawl.triggerAndWait(input)).status).toBe('succeeded')
  expect(dump(dataDir).retry_queue).toEqual([])
})
