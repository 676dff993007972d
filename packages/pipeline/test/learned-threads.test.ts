/** What was learned of a repository outlives the process that learned it. */
import { expect, it } from 'vitest'
import { acme, createAcme, newDataDir, newEmulator, open, small } from './support.ts'

const input = { organizationId: acme } as never
const author = { __typename: 'User', login: 'ann' }

/** Pull requests that have so many threads each: more than are asked for before anything is known. */
function withThreads(count: number) {
  const data = small(30)
  for (const { pullRequests } of data.repositories)
    for (const one of pullRequests)
      Object.assign(one, {
        orphanReviewComments: [],
        reviews: {
          nodes: Array.from({ length: count }, () => ({
            author,
            state: 'COMMENTED',
            submittedAt: one.createdAt,
            comments: { nodes: [{ author, createdAt: one.createdAt }] },
          })),
        },
      })
  return data
}

it('how many threads its pull requests have is asked for by the next process from its first page on', async () => {
  const emulator = await newEmulator(withThreads(14))
  const dataDir = newDataDir()
  const asked: unknown[] = []
  for (const isFirst of [true, false]) {
    const pipeline = await open(dataDir)
    if (isFirst) await createAcme(pipeline, emulator)
    emulator.journal.length = 0
    expect(await pipeline.engine.jobs.backfill.triggerAndWait(input)).toMatchObject({ status: 'succeeded' })
    await pipeline.close()
    const { id } = emulator.data.repositories[0]!
    const [first] = emulator.journal.filter(
      ({ operation, variables }) => operation === 'PullRequests' && variables.repository === id,
    )
    asked.push([
      first!.variables.threads,
      emulator.journal.some(({ operation }) => operation === 'MoreChildren'),
    ])
  }
  expect(asked).toEqual([
    [10, true],
    [14, false],
  ])
})

it('nothing is kept of a repository that cannot be read, nor is it said to be begun', async () => {
  const emulator = await newEmulator()
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation }) => operation === 'PullRequests',
    respond: {
      kind: 'errors',
      errors: [
        { type: 'INSUFFICIENT_SCOPES', message: "The 'slug' field requires one of these scopes: read:org" },
      ],
    },
  })
  const pipeline = await open(newDataDir())
  await createAcme(pipeline, emulator)
  await expect(pipeline.engine.jobs.backfill.triggerAndWait(input)).rejects.toThrow('read:org')
  const { db } = await pipeline.tenants.open(acme)
  expect(await db.selectFrom('sync_state').selectAll().execute()).toEqual([])
  const [run] = await pipeline.engine.runs.list()
  const events = await pipeline.engine.runs.events(run!.id)
  const isOfSync = (event: { readonly step?: string | null }) => event.step?.startsWith('sync:') ?? false
  expect(events.filter((event) => event.type === 'step.failed' && isOfSync(event))).toHaveLength(2)
  expect(events.filter((event) => event.type === 'progress' && isOfSync(event))).toEqual([])
  await pipeline.close()
})
