/** What changes without being updated is found when it is due to be looked at again, and nothing is asked for before. */
import type { PullRequestData } from '@upflow/github-emulator'
import { expect, it } from 'vitest'
import { acme, createAcme, dump, newDataDir, newEmulator, open, setup, small, until } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never
const author = { __typename: 'User', login: 'late' }
const daySeconds = 86_400
const daysAgo = (days: number) =>
  `${new Date(Date.now() - days * daySeconds * 1_000).toISOString().slice(0, 19)}Z`

/** Without moving `updatedAt`. */
const comment = (one: PullRequestData) =>
  one.comments.nodes.push({ author, createdAt: '2024-01-01T00:00:00Z' })
const reopen = (one: PullRequestData) =>
  Object.assign(one, { state: 'OPEN', mergedAt: null, closedAt: null, updatedAt: daysAgo(1) })

/** Two open ones, one closed ten days ago, one long ago; all read, and reconciled once. */
async function reconciled() {
  const data = small(12)
  const [gui] = data.repositories
  const [open, opened, closed, old, ...others] = gui!.pullRequests
  for (const one of data.repositories.flatMap(({ pullRequests }) => pullRequests))
    if (one.state === 'OPEN') Object.assign(one, { state: 'CLOSED', closedAt: '2024-01-01T00:00:00Z' })
  for (const one of [open!, opened!]) reopen(one)
  Object.assign(closed!, { state: 'CLOSED', mergedAt: null, closedAt: daysAgo(10), updatedAt: daysAgo(10) })
  Object.assign(old!, { state: 'CLOSED', mergedAt: null, closedAt: daysAgo(20), updatedAt: daysAgo(20) })
  const made = await setup({ data })
  const { dataDir, emulator, pipeline, tenant } = made
  await pipeline.engine.jobs.crawl.triggerAndWait(input)
  /** @returns what was asked for, and of how many pull requests by id */
  const reconcile = async () => {
    emulator.journal.length = 0
    expect(await pipeline.engine.jobs.reconcile.triggerAndWait(input)).toMatchObject({ status: 'succeeded' })
    const byId = emulator.journal.flatMap(({ operation, variables }) =>
      operation === 'PullRequestsById' ? (variables.ids as string[]) : [],
    )
    const lists = emulator.journal.filter(({ operation }) => operation === 'PullRequestNumbers').length
    return { again: byId.length, lists }
  }
  const ages = (days: number) =>
    tenant.sqlite
      .prepare(
        `UPDATE sync_state SET completed_at = completed_at - ? WHERE phase IN ('open', 'closed', 'list')`,
      )
      .run(days * daySeconds)
  const isTrue = () => expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  expect(await reconcile()).toMatchObject({ again: 3 })
  return { ...made, gui: gui!, open: open!, closed: closed!, old: old!, others, reconcile, ages, isTrue }
}

it('of open ones a day later, of those closed lately a week later, and nothing before', async () => {
  const { pipeline, open, closed, reconcile, ages, isTrue } = await reconciled()
  comment(open)
  await pipeline.engine.jobs.crawl.triggerAndWait(input)
  expect(isTrue).toThrow()
  expect(await reconcile()).toEqual({ again: 0, lists: 0 })
  ages(1)
  expect(await reconcile()).toEqual({ again: 2, lists: 0 })
  isTrue()
  comment(closed)
  ages(1)
  expect(await reconcile()).toEqual({ again: 2, lists: 0 })
  expect(isTrue).toThrow()
  ages(6)
  expect(await reconcile()).toEqual({ again: 3, lists: 0 })
  isTrue()
})

it('of which there are a month later: one that is gone, and one that came unseen', async () => {
  const { gui, old, others, reconcile, ages, isTrue } = await reconciled()
  gui.pullRequests.splice(gui.pullRequests.indexOf(others[0]!), 1)
  gui.pullRequests.push({ ...old, number: 9_001, createdAt: '2020-01-01T00:00:00Z' })
  ages(8)
  await reconcile()
  expect(isTrue).toThrow()
  ages(23)
  // Of each repository the newest update, and all that there are.
  expect((await reconcile()).lists).toBe(4)
  isTrue()
})

it('of open ones goes on after the last that were read when its process is lost', async () => {
  const data = small(140)
  const [gui] = data.repositories
  data.repositories.length = 1
  for (const one of gui!.pullRequests) reopen(one)
  const emulator = await newEmulator(data)
  const dataDir = newDataDir()
  const first = await open(dataDir)
  await createAcme(first, emulator)
  await first.engine.jobs.backfill.triggerAndWait(input)
  emulator.journal.length = 0
  const asked = () => emulator.journal.filter(({ operation }) => operation === 'PullRequestsById')
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  emulator.faults.push({
    when: ({ operation }) => operation === 'PullRequestsById' && asked().length > 4,
    respond: { kind: 'hold', until: held },
  })
  const { runId } = await first.engine.jobs.reconcile.trigger(input)
  await until(() => emulator.faults.length === 0)
  await first.close({ graceMs: 0 })
  release()
  emulator.journal.length = 0
  const next = await open(dataDir)
  expect(await next.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
  expect(asked().flatMap(({ variables }) => variables.ids as string[])).toHaveLength(140 - 96)
})
