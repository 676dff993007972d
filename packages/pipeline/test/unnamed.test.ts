/** What GitHub gives without its number, since it cannot load it: counted, looked for among all, and read at last. */
import { join } from 'node:path'
import type { Emulator, RepositoryData } from '@upflow/github-emulator'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { acme, dump, setup, small, until } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never
const few = () => setup({ data: small(30) })

/** One that was read before has news, with which it cannot be loaded. */
function breakAnew(emulator: Emulator) {
  const victim = emulator.data.repositories[0]!.pullRequests[5]!
  const author = { __typename: 'User', login: 'someone' }
  victim.comments.nodes.push({ author, createdAt: '2030-01-01T00:00:00Z' })
  victim.updatedAt = '2030-01-01T00:00:00Z'
  victim.broken = 'Could not load'
  return victim
}

it('is counted until a pass over everything comes by it', async () => {
  const { dataDir, emulator, pipeline } = await few()
  const victim = emulator.data.repositories[0]!.pullRequests[5]!
  victim.broken = 'Could not load'
  const run = await pipeline.engine.jobs.backfill.triggerAndWait(input)
  expect(run).toMatchObject({
    status: 'partial',
    output: { unreadIn: [{ pullRequests: 1, message: expect.stringContaining('Could not load') }] },
  })
  delete victim.broken
  expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('succeeded')
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('that a crawl meets is looked for among all at once, and again hours later', async () => {
  const { dataDir, emulator, pipeline, tenant } = await few()
  await pipeline.engine.jobs.backfill.triggerAndWait(input)
  const victim = breakAnew(emulator)
  const lists = () =>
    emulator.journal.filter(
      ({ operation, variables }) =>
        operation === 'PullRequestNumbers' && JSON.stringify(variables.orderBy).includes('CREATED_AT'),
    ).length
  const crawl = async () => {
    const before = lists()
    const { status } = await pipeline.engine.jobs.crawl.triggerAndWait(input)
    return { status, hasListed: lists() > before }
  }
  expect(await crawl()).toEqual({ status: 'partial', hasListed: true })
  delete victim.broken
  expect(await crawl()).toEqual({ status: 'partial', hasListed: false })
  tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
  expect(await crawl()).toEqual({ status: 'succeeded', hasListed: true })
  expect(dump(dataDir).retry_queue).toEqual([])
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('is looked for although a pass was given up in its midst, hours ago', async () => {
  const { dataDir, emulator, pipeline, tenant } = await few()
  await pipeline.engine.jobs.backfill.triggerAndWait(input)
  const { id } = emulator.data.repositories[0]!
  const victim = breakAnew(emulator)
  const crawl = async () => (await pipeline.engine.jobs.crawl.triggerAndWait(input)).status
  expect(await crawl()).toBe('partial')
  delete victim.broken
  tenant.sqlite
    .prepare(
      `UPDATE sync_state SET pass_token = 'given-up', pages = 1, completed_at = NULL
       WHERE phase = 'backfill' AND repository_id = ?`,
    )
    .run(id)
  tenant.sqlite.exec(`INSERT INTO applied_tokens VALUES ('given-up#0', unixepoch() - 3600)`)
  const isLookedFor = async () => {
    tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
    await crawl()
    return dump(dataDir).retry_queue!.length === 0
  }
  // It may wait for points.
  expect(await isLookedFor()).toBe(false)
  tenant.sqlite.exec(
    `UPDATE applied_tokens SET applied_at = applied_at - 6 * 3600 WHERE token = 'given-up#0'`,
  )
  expect(await isLookedFor()).toBe(true)
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it.each([
  ['has ended', 1],
  ['goes on with another', 2],
] as const)(
  'is looked for although a backfill failed in its midst a moment ago, and %s',
  async (_, repositories) => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    const [{ id }, other] = emulator.data.repositories as [RepositoryData, RepositoryData]
    const victim = breakAnew(emulator)
    const crawl = async () => (await pipeline.engine.jobs.crawl.triggerAndWait(input)).status
    expect(await crawl()).toBe('partial')
    delete victim.broken
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const isBackfills =
      (of: string) =>
      ({ operation, variables }: (typeof emulator.journal)[number]) =>
        operation === 'PullRequests' &&
        variables.repository === of &&
        JSON.stringify(variables.orderBy).includes('CREATED_AT')
    emulator.faults.push({
      when: (asked) => isBackfills(id)(asked) && asked.variables.after !== null,
      respond: { kind: 'status', status: 403 },
    })
    if (repositories === 2)
      emulator.faults.push({
        when: (asked) => isBackfills(other.id)(asked),
        respond: { kind: 'hold', until: held },
      })
    const failing = pipeline.engine.jobs.backfill.triggerAndWait(input)
    const hasFailed = async () => {
      const [run] = await pipeline.engine.runs.list({ job: 'backfill', limit: 1 })
      const steps = await pipeline.engine.runs.steps(run!.id)
      return steps.some(({ key, status }) => key === `sync:${id}` && status === 'failed')
    }
    await until(hasFailed)
    if (repositories === 1) expect((await failing).status).toBe('partial')
    tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
    expect(await crawl()).toBe('succeeded')
    expect(dump(dataDir).retry_queue).toEqual([])
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    // Taken up again, it reads what it had not.
    goOn()
    const { runId } = await failing
    await pipeline.engine.runs.retry(runId)
    expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  },
)

it('is left to a backfill that is in the midst of the same, which goes on where it was', async () => {
  const { dataDir, emulator, pipeline, tenant } = await few()
  await pipeline.engine.jobs.backfill.triggerAndWait(input)
  const { id } = emulator.data.repositories[0]!
  const victim = breakAnew(emulator)
  let goOn = () => {}
  let held = () => {}
  const isHeld = new Promise<void>((resolve) => {
    held = resolve
  })
  const isBackfills = ({ operation, variables }: (typeof emulator.journal)[number]) =>
    operation === 'PullRequests' &&
    variables.repository === id &&
    JSON.stringify(variables.orderBy).includes('CREATED_AT')
  emulator.faults.push({
    times: 1,
    when: (asked) => {
      const isSecond = isBackfills(asked as never) && asked.variables.after !== null
      if (isSecond) held()
      return isSecond
    },
    respond: {
      kind: 'hold',
      until: new Promise<void>((resolve) => {
        goOn = resolve
      }),
    },
  })
  emulator.journal.length = 0
  const backfill = pipeline.engine.jobs.backfill.triggerAndWait(input)
  await isHeld
  const place = () =>
    tenant.sqlite
      .prepare("SELECT pass_token, pages FROM sync_state WHERE phase = 'backfill' AND repository_id = ?")
      .get(id)
  const before = place()
  await pipeline.engine.jobs.crawl.triggerAndWait(input)
  expect(place()).toEqual(before)
  delete victim.broken
  goOn()
  expect((await backfill).status).toBe('succeeded')
  const asked = emulator.journal.filter(isBackfills).map(({ variables }) => variables.after)
  expect(new Set(asked).size).toBe(asked.length)
  tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
  expect((await pipeline.engine.jobs.crawl.triggerAndWait(input)).status).toBe('succeeded')
  expect(dump(dataDir).retry_queue).toEqual([])
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('a pass whose place another has taken is not continued from there, but begun anew', async () => {
  const { dataDir, emulator, pipeline } = await few()
  const { id } = emulator.data.repositories[0]!
  let taken = false
  emulator.faults.push({
    times: 1,
    when: ({ operation, variables }) => {
      const isSecond = operation === 'PullRequests' && variables.repository === id && variables.after !== null
      if (isSecond && !taken) {
        const file = new Database(join(dataDir, 'tenants', 'acme.db'))
        file
          .prepare(
            "UPDATE sync_state SET pass_token = 'another', pages = 9, cursor = 'its' WHERE phase = 'backfill' AND repository_id = ?",
          )
          .run(id)
        file.close()
        taken = true
      }
      return false
    },
    respond: { kind: 'reset' },
  })
  expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('succeeded')
  expect(taken).toBe(true)
  const firsts = emulator.journal.filter(
    ({ operation, variables }) =>
      operation === 'PullRequests' && variables.repository === id && variables.after === null,
  )
  expect(firsts).toHaveLength(2)
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('is counted each by itself, also without a number, and once however often a crawl meets it', async () => {
  const { dataDir, emulator, pipeline } = await few()
  const { pullRequests } = emulator.data.repositories[0]!
  const victims = [...pullRequests].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)).slice(0, 3)
  for (const one of victims) one.broken = 'Could not load'
  const unread = async (job: 'backfill' | 'crawl') =>
    (await pipeline.engine.jobs[job].triggerAndWait(input)).output.unread
  expect([await unread('backfill'), await unread('crawl'), await unread('crawl')]).toEqual([3, 3, 3])
  for (const one of victims) delete one.broken
  expect([await unread('backfill'), dump(dataDir).retry_queue]).toEqual([0, []])
})
