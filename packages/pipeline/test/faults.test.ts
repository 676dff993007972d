/** What GitHub may send, as it comes to be stored: odd texts, sets that became smaller, a cursor that leads nowhere. */
import { fromPayload } from '@upflow/db'
import { describe, expect, it } from 'vitest'
import { acme, createAcme, dump, newDataDir, newEmulator, open, setup, small } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never

describe('texts', () => {
  it.each([
    ['a NUL', 'before\u0000after'],
    ['half of a pair', 'before\ud83dafter'],
    ['256 KB', 'ü'.repeat(128 * 1_024)],
  ])('with %s are no reason to stop, and come out as they can be kept', async (_, title) => {
    const data = small(3)
    data.repositories[0]!.pullRequests[0]!.title = title
    const { dataDir, pipeline } = await setup({ data })
    expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('succeeded')
    const kept = dump(dataDir).raw_pull_requests!.map(
      (row) => fromPayload((row as { payload: string }).payload).title,
    )
    expect(kept.some((text) => text === title || text === Buffer.from(title).toString('utf8'))).toBe(true)
  })
})

it('a set that has become smaller is replaced whole: nothing of it is left behind', async () => {
  const { dataDir, emulator, pipeline } = await setup({ data: small(10) })
  await pipeline.engine.jobs.backfill.triggerAndWait(input)
  const [repository] = emulator.data.repositories
  const changed = repository!.pullRequests.filter(
    ({ comments, commits }) => comments.nodes.length > 0 && commits.nodes.length > 0,
  )
  expect(changed.length).toBeGreaterThan(0)
  for (const one of changed) {
    one.comments = { nodes: [] }
    one.reviews = { nodes: [] }
    one.commits = { nodes: one.commits.nodes.slice(1) }
    one.updatedAt = '2030-01-01T00:00:00Z'
  }
  expect((await pipeline.engine.jobs.crawl.triggerAndWait(input)).status).toBe('succeeded')
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('a cursor that GitHub does not know any more lets the pass begin anew, once, and all is read', async () => {
  const dataDir = newDataDir()
  const emulator = await newEmulator(small(60))
  const pipeline = await open(dataDir, { retryDelayMs: 1 })
  await createAcme(pipeline, emulator)
  const isThird = ({
    operation,
    variables,
  }: {
    operation: string | null
    variables: Record<string, unknown>
  }) => operation === 'PullRequests' && variables.after !== null
  emulator.faults.push({
    // The last page of the first repository that comes to it.
    when: (request) => isThird(request) && emulator.journal.filter(isThird).length === 3,
    respond: {
      kind: 'errors',
      errors: [{ type: 'INVALID_CURSOR_ARGUMENTS', message: 'does not appear to be a valid cursor.' }],
    },
  })
  const { runId } = await pipeline.engine.jobs.backfill.trigger(input)
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
    status: 'succeeded',
    output: { read: 120, failed: [] },
  })
  const events = JSON.stringify(await pipeline.engine.runs.events(runId))
  expect(events).toMatch(/gives no way on after page \d: the pass begins anew, once/)
  const first = emulator.journal.filter(
    ({ operation, variables }) => operation === 'PullRequests' && variables.after === null,
  )
  expect(first).toHaveLength(3)
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('a cursor that GitHub does not know any more ends the pass loudly, and the next run reads all', async () => {
  const dataDir = newDataDir()
  const emulator = await newEmulator(small(60))
  const pipeline = await open(dataDir, { retryDelayMs: 1 })
  await createAcme(pipeline, emulator)
  emulator.faults.push({
    when: ({ operation, variables }) => operation === 'PullRequests' && variables.after !== null,
    times: Number.POSITIVE_INFINITY,
    respond: {
      kind: 'errors',
      errors: [{ type: 'INVALID_CURSOR_ARGUMENTS', message: 'does not appear to be a valid cursor.' }],
    },
  })
  await expect(pipeline.engine.jobs.backfill.triggerAndWait(input)).rejects.toThrow(/valid cursor/)
  emulator.faults.length = 0
  expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('succeeded')
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  // Nor is anything left of the pass that did not come to its end.
  const { sqlite } = await pipeline.tenants.openToRead(acme)
  expect(sqlite.prepare('SELECT token FROM applied_tokens').all()).toEqual([])
})
