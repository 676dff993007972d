/** Repositories that lie idle are told from the others by their pulse, and nothing that happens in one is missed for it. */
import { expect, it } from 'vitest'
import { acme, dump, pages, setup, small } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never

/** Read, and found again as they were read. */
async function idle(data = small(30)) {
  const made = await setup({ data })
  const { emulator, pipeline, tenant } = made
  const crawl = async () => {
    emulator.journal.length = 0
    return pipeline.engine.jobs.crawl.triggerAndWait(input)
  }
  await crawl()
  const operations = () => emulator.journal.map(({ operation }) => operation)
  const gui = emulator.data.repositories[0]!
  const newest = [...gui.pullRequests].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0]!
  const ofGui = () => tenant.sqlite.prepare('SELECT * FROM repositories WHERE id = ?').get(gui.id)
  return { ...made, crawl, operations, gui, newest, ofGui }
}

const secondsAgo = (seconds: number) =>
  `${new Date(Date.now() - seconds * 1_000).toISOString().slice(0, 19)}Z`

it('5,000 that lie idle take 50 requests and 50 points, and are known as of then', async () => {
  const data = small(5)
  const [, empty] = data.repositories
  empty!.pullRequests.length = 0
  empty!.tags.length = 0
  const { emulator, tenant, crawl, operations } = await idle(data)
  for (let n = 2; n < 5_000; n++)
    emulator.data.repositories.push({ ...empty!, id: `R_more${n}`, name: `more-${n}` })
  // As if each had been read like the one.
  const likeTheOne = (table: string, columns: string) =>
    tenant.sqlite
      .prepare(
        `INSERT INTO ${table} (repository_id, ${columns}) SELECT more.id, ${columns}
         FROM ${table} JOIN repositories AS more ON more.id LIKE 'R_more%' WHERE repository_id = ?`,
      )
      .run(empty!.id)
  const add = tenant.sqlite.prepare(
    'INSERT INTO repositories (id, owner, name, default_branch) VALUES (?, ?, ?, ?)',
  )
  tenant.sqlite.transaction(() => {
    for (const { id, owner, name, defaultBranch } of emulator.data.repositories.slice(2))
      add.run(id, owner, name, defaultBranch)
    likeTheOne(
      'sync_state',
      'phase, pass_token, mode, cursor, page_size, pages, seen, changed, total, pending_high, watermark, completed_at',
    )
    likeTheOne('freshness', 'as_of, read_since')
    tenant.sqlite
      .prepare(
        `UPDATE recalculations SET (pass, is_complete) =
         (SELECT pass, is_complete FROM recalculations WHERE repository_id = ?) WHERE repository_id LIKE 'R_more%'`,
      )
      .run(empty!.id)
    tenant.sqlite.prepare('UPDATE freshness SET as_of = 1').run()
  })()
  const { status, output } = await crawl()
  expect([status, output.repositories, output.read, output.failed]).toEqual(['succeeded', 5_000, 0, []])
  expect(new Set(operations())).toEqual(new Set(['Pulses']))
  expect(emulator.journal.length).toBeLessThanOrEqual(50)
  expect(emulator.journal.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(50)
  const aged = tenant.sqlite.prepare('SELECT count(*) FROM freshness WHERE as_of = 1').pluck()
  expect(aged.get()).toBe(0)
})

it('after a backfill are read once more, and from then on when something happens', async () => {
  const { emulator, pipeline } = await setup({ data: small(30) })
  await pipeline.engine.jobs.backfill.triggerAndWait(input)
  for (const expected of [2, 0]) {
    emulator.journal.length = 0
    await pipeline.engine.jobs.crawl.triggerAndWait(input)
    expect(pages(emulator)).toHaveLength(expected)
  }
})

it('what is updated, opened or removed is read, of its repository alone', async () => {
  const { dataDir, emulator, crawl, gui, newest } = await idle()
  const happen = [
    () => Object.assign(newest, { title: 'another', updatedAt: secondsAgo(900) }),
    () => gui.pullRequests.push({ ...newest, number: 9_001, updatedAt: secondsAgo(800) }),
    // As a list is, this one is longer by none: the number of them tells.
    () => gui.pullRequests.splice(gui.pullRequests.indexOf(newest), 1),
  ]
  for (const change of happen) {
    change()
    await crawl()
    expect(pages(emulator)).toEqual([`${gui.id} after null`])
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    await crawl()
    expect(pages(emulator)).toEqual([])
  }
})

it('what is updated in the second in which it was read is read again', async () => {
  const { dataDir, emulator, crawl, newest } = await idle()
  newest.updatedAt = secondsAgo(0)
  await crawl()
  newest.title = 'changed within the same second'
  newest.comments.nodes.push({ author: { __typename: 'User', login: 'late' }, createdAt: newest.updatedAt })
  await crawl()
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('what is updated while its pages are read is not answered for by that pass, whoever felt it since', async () => {
  const { dataDir, emulator, pipeline, tenant, crawl, gui, newest } = await idle(small(60))
  // All of it is read anew, of which the first page has come.
  tenant.sqlite
    .prepare(`DELETE FROM sync_state WHERE phase IN ('crawl', 'pulse') AND repository_id = ?`)
    .run(gui.id)
  let release = () => {}
  let held = () => {}
  const isHeld = new Promise<void>((resolve) => {
    held = resolve
  })
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  emulator.faults.push({
    when: ({ operation, variables }) => {
      const isSecond =
        operation === 'PullRequests' && variables.repository === gui.id && variables.after !== null
      if (isSecond) held()
      return isSecond
    },
    respond: { kind: 'hold', until },
  })
  const slow = pipeline.engine.jobs.crawl.triggerAndWait(input)
  await isHeld
  Object.assign(newest, { updatedAt: secondsAgo(600) })
  newest.comments.nodes.push({ author: { __typename: 'User', login: 'late' }, createdAt: newest.updatedAt })
  // Another feels that, and cannot read it.
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation, variables }) => operation !== 'Pulses' && variables.repository === gui.id,
    respond: { kind: 'status', status: 403 },
  })
  const other = await pipeline.engine.jobs.crawl.triggerAndWait(input)
  expect(other.status).toBe('partial')
  emulator.faults.length = 0
  release()
  expect((await slow).status).toBe('succeeded')
  await crawl()
  expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
})

it('who is renamed or archived is called so, and not read for it', async () => {
  const { crawl, operations, gui, ofGui } = await idle()
  Object.assign(gui, { name: 'renamed', isArchived: true })
  expect((await crawl()).output).toMatchObject({ repositories: 2, read: 0, failed: [] })
  expect(operations()).toEqual(['Pulses'])
  expect(ofGui()).toMatchObject({ name: 'renamed', is_archived: 1 })
})

it('who is gone is named, and keeps what was read of it', async () => {
  const { dataDir, crawl, gui } = await idle()
  const before = dump(dataDir)
  gui.isVisible = false
  const { status, output } = await crawl()
  expect([status, output.failed]).toMatchObject([
    'partial',
    [{ repository: 'bitcoin-core/gui', code: 'github/not-found' }],
  ])
  expect(dump(dataDir)).toEqual(before)
})

it('what could not be read whole is tried again, however idle its repository lies', async () => {
  const { emulator, tenant, crawl, gui, newest } = await idle()
  tenant.sqlite.prepare(`INSERT INTO retry_queue VALUES (?, ?, 'a test', 0, 0)`).run(gui.id, newest.number)
  await crawl()
  expect(pages(emulator)).toEqual([`${gui.id} after null`])
  await crawl()
  expect(pages(emulator)).toEqual([])
})

it('figures that a run left behind are made by the next, though it reads nothing', async () => {
  const { pipeline, tenant, crawl, operations, newest } = await idle()
  newest.updatedAt = secondsAgo(900)
  await pipeline.engine.jobs.crawl.triggerAndWait({ organizationId: acme, recalculate: false } as never)
  const stale = tenant.sqlite.prepare('SELECT count(*) FROM unanalyzed').pluck()
  expect(stale.get()).toBe(1)
  expect((await crawl()).output).toMatchObject({ read: 0, analyzed: 1 })
  expect([stale.get(), operations()]).toEqual([0, ['Pulses']])
})

it('tags are read when one is pushed or removed, and after the rule has come to ask for them', async () => {
  const { emulator, tenant, crawl, operations, gui } = await idle()
  const setRule = (kind: string) =>
    tenant.sqlite
      .prepare('UPDATE repositories SET release_rule = ? WHERE id = ?')
      .run(JSON.stringify({ kind, key: '.*' }), gui.id)
  const names = () =>
    tenant.sqlite.prepare('SELECT name FROM tags WHERE repository_id = ? ORDER BY name').pluck().all(gui.id)
  const there = () => gui.tags.map(({ name }) => name).sort()
  const tag = { name: 'v-new', oid: 'c'.repeat(40), committedDate: '2024-01-01T00:00:00Z', annotated: false }
  const happen = [
    () => setRule('tags'),
    () =>
      emulator
        .mutate({ kind: 'tag', repositoryId: gui.id, tag })
        .then(() => (gui.pushedAt = secondsAgo(900))),
    () => gui.tags.splice(0, 1),
  ]
  for (const change of happen) {
    await change()
    await crawl()
    expect([operations().includes('Tags'), names()]).toEqual([true, there()])
    await crawl()
    expect(operations()).toEqual(['Pulses'])
  }
  setRule('none')
  await crawl()
  gui.pushedAt = secondsAgo(700)
  await crawl()
  expect(operations()).toEqual(['Pulses'])
})

it('tags that could not be read are asked for again, though nothing has happened', async () => {
  const { emulator, tenant, crawl, operations } = await idle()
  tenant.sqlite.prepare(`UPDATE repositories SET release_rule = '{"kind":"tags","key":".*"}'`).run()
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation }) => operation === 'Tags',
    respond: { kind: 'status', status: 403 },
  })
  expect((await crawl()).status).toBe('partial')
  emulator.faults.length = 0
  await crawl()
  expect(operations()).toContain('Tags')
})

it('deployments are read when one is made, and while one has just not succeeded, else once a day', async () => {
  const { tenant, crawl, operations, gui } = await idle()
  const deploy = (id: string, createdAt: string, states: readonly string[]) => ({
    id,
    environment: 'production',
    commitOid: 'c'.repeat(40),
    committedDate: createdAt,
    creator: { __typename: 'User', login: 'ann' },
    createdAt,
    statuses: states.map((state) => ({ state, createdAt })),
  })
  const old = deploy('DE_old', '2024-01-01T00:00:00Z', ['FAILURE'])
  gui.deployments = [old]
  tenant.sqlite
    .prepare('UPDATE repositories SET release_rule = ? WHERE id = ?')
    .run(JSON.stringify({ kind: 'deployments', key: '.*' }), gui.id)
  const isRead = async () => {
    await crawl()
    return operations().some((one) => one?.startsWith('Deployments'))
  }
  expect([await isRead(), await isRead()]).toEqual([true, false])
  const recent = deploy('DE_new', secondsAgo(600), ['PENDING'])
  gui.deployments.push(recent)
  expect([await isRead(), await isRead()]).toEqual([true, true])
  recent.statuses.push({ state: 'SUCCESS', createdAt: secondsAgo(60) })
  expect([await isRead(), await isRead()]).toEqual([true, false])
  old.statuses.push({ state: 'SUCCESS', createdAt: secondsAgo(30) })
  const ages = (seconds: number) =>
    tenant.sqlite.prepare('UPDATE freshness SET deployments_read_at = deployments_read_at - ?').run(seconds)
  ages(80_000)
  expect(await isRead()).toBe(false)
  ages(10_000)
  expect([await isRead(), await isRead()]).toEqual([true, false])
  const left = tenant.sqlite.prepare('SELECT count(*) FROM deployments WHERE succeeded_at IS NULL').pluck()
  expect(left.get()).toBe(0)
})
