/** Patterns add what they take in at the start of a crawl, answer for it in the audit, and remove nothing. */
import type { RepositoryData } from '@upflow/github-emulator'
import { changeSettings, type Discovery, readChanges } from '@upflow/settings'
import { expect, it } from 'vitest'
import { addRepositories, discover, removeRepositoryOf, startRun } from '../src/index.ts'
import { byPatterns } from '../src/repositories/by-patterns.ts'
import { acme, createAcme, newDataDir, newEmulator, open, small } from './support.ts'

const input = { organizationId: acme } as never
const none = { patterns: [], topics: [], archived: false, forks: false }
const signal = new AbortController().signal

it.each<[string, Partial<Discovery>, Partial<RepositoryData>, string | null]>([
  ['of an owner, in any case', { patterns: ['acme/*'] }, { owner: 'Acme' }, 'acme/*'],
  ['not of an owner whose name begins so', { patterns: ['acme/*'] }, { owner: 'acmes' }, null],
  ['by the first that takes it in', { patterns: ['*/app', 'acme/app'] }, {}, '*/app'],
  ['but what is left out, wherever it stands', { patterns: ['!acme/a*', 'acme/*'] }, {}, null],
  ['with a topic', { patterns: ['acme/*'], topics: ['x', 'y'] }, { topics: ['y'] }, 'acme/*'],
  ['without the topic', { patterns: ['acme/*'], topics: ['x'] }, { topics: ['y'] }, null],
  ['archived', { patterns: ['acme/*'] }, { isArchived: true }, null],
  ['archived, when wanted', { patterns: ['acme/*'], archived: true }, { isArchived: true }, 'acme/*'],
  ['a fork', { patterns: ['acme/*'] }, { isFork: true }, null],
  ['a fork, when wanted', { patterns: ['acme/*'], forks: true }, { isFork: true }, 'acme/*'],
  ['without patterns nothing', {}, {}, null],
])('takes in: %s', (_, discovery, repository, expected) => {
  const plain = { owner: 'acme', name: 'app', isArchived: false, isFork: false, topics: [] }
  expect(byPatterns({ ...none, ...discovery })({ ...plain, ...repository })).toBe(expected)
})

/** Of two with pull requests, none is read; there are others without, so many that they take pages. */
async function unread(others = 0) {
  const data = small(5)
  const emulator = await newEmulator(data)
  const pipeline = await open(newDataDir())
  const all = [...data.repositories]
  data.repositories.length = 0
  await createAcme(pipeline, emulator)
  data.repositories.push(...all)
  for (let n = 0; n < others; n++) add(data.repositories, `other-${n}`)
  const tenant = await pipeline.tenants.openToRead(acme)
  const set = (discovery: Partial<Discovery>) =>
    changeSettings(tenant, [{ key: 'discovery', value: discovery }], { by: 'ann' })
  const crawl = () => {
    emulator.journal.length = 0
    return pipeline.engine.jobs.crawl.triggerAndWait(input)
  }
  const names = async () => (await pipeline.organizations.repositories(acme)).map(({ name }) => name)
  const looks = () => emulator.journal.filter(({ operation }) => operation === 'Owned').length
  return { data, emulator, pipeline, tenant, set, crawl, names, looks }
}

function add(repositories: RepositoryData[], name: string, more: Partial<RepositoryData> = {}) {
  const plain = { ...repositories[0]!, pullRequests: [], tags: [], pushedAt: '2020-01-01T00:00:00Z' }
  repositories.push({ ...plain, id: `R_${name}`, name, ...more })
}

it('a crawl of an organization without a repository adds and reads them, each in the audit and the log', async () => {
  const { pipeline, tenant, set, names } = await unread()
  await set({ patterns: ['bitcoin-core/*', '!bitcoin-core/secp*'] })
  const { runId } = await startRun(pipeline, {
    job: 'crawl',
    organizationId: acme,
    repositories: null,
    queue: pipeline.queue,
    by: 'ann',
  })
  const { status, output } = await pipeline.engine.runs.wait(runId)
  expect([status, output]).toMatchObject(['succeeded', { repositories: 1, read: 5, analyzed: 5 }])
  expect(await names()).toEqual(['gui'])
  expect(await readChanges(tenant, { limit: 100 })).toContainEqual(
    expect.objectContaining({
      changedBy: 'pattern bitcoin-core/*',
      key: 'repository',
      before: null,
      after: '{"name":"bitcoin-core/gui","pattern":"bitcoin-core/*"}',
    }),
  )
  const lines = (await pipeline.engine.runs.events(runId)).flatMap((one) =>
    one.type === 'log' ? [one.message] : [],
  )
  expect(lines).toContain('added bitcoin-core/gui, as bitcoin-core/* takes it in')
})

it('other patterns remove nothing, and what somebody has removed is not added again but by hand', async () => {
  const { pipeline, set, crawl, names } = await unread()
  await set({ patterns: ['bitcoin-core/*'] })
  await crawl()
  await removeRepositoryOf(pipeline, acme, { name: 'bitcoin-core/secp256k1', by: 'ann' })
  await set({ patterns: ['bitcoin-core/*', '!bitcoin-core/gui'] })
  await crawl()
  expect(await names()).toEqual(['gui'])
  await set({ patterns: ['bitcoin-core/*'] })
  expect(await discover(pipeline, acme, { discovery: null, signal })).toMatchObject({
    matched: 2,
    news: [],
    removed: ['bitcoin-core/secp256k1'],
  })
  await crawl()
  expect(await names()).toEqual(['gui'])
  await addRepositories(pipeline, acme, { names: ['bitcoin-core/secp256k1'], by: 'ann' })
  expect(await names()).toEqual(['gui', 'secp256k1'])
})

it('what somebody has removed is not added again under another name either', async () => {
  const { emulator, pipeline, set, crawl, names } = await unread()
  await set({ patterns: ['bitcoin-core/*'] })
  await crawl()
  await removeRepositoryOf(pipeline, acme, { name: 'bitcoin-core/secp256k1', by: 'ann' })
  const renamed = emulator.data.repositories.find(({ name }) => name === 'secp256k1')!
  renamed.name = 'curves'
  await set({ patterns: ['bitcoin-core/*', 'bitcoin-core/curves'] })
  await crawl()
  expect(await names()).toEqual(['gui'])
  await addRepositories(pipeline, acme, { names: ['bitcoin-core/curves'], by: 'ann' })
  expect(await names()).toEqual(['curves', 'gui'])
})

it('looks through all once a day and when patterns change, else for what was pushed of late', async () => {
  const { data, emulator, tenant, set, crawl, names, looks } = await unread(250)
  await set({ patterns: ['bitcoin-core/gui'] })
  await crawl()
  expect([looks(), await names()]).toEqual([3, ['gui']])
  await crawl()
  expect(looks()).toBe(1)
  // The last of all.
  await set({ patterns: ['bitcoin-core/gui', 'bitcoin-core/other-249'] })
  await crawl()
  expect([looks(), await names()]).toEqual([3, ['gui', 'other-249']])
  await set({ patterns: ['bitcoin-core/gui', 'bitcoin-core/new-*'] })
  await crawl()
  add(data.repositories, 'new-pushed', { pushedAt: '2030-01-01T00:00:00Z' })
  add(data.repositories, 'new-idle', { pushedAt: '2010-01-01T00:00:00Z' })
  await crawl()
  expect([looks(), await names()]).toEqual([2, ['gui', 'new-pushed', 'other-249']])
  tenant.sqlite.exec(
    `UPDATE applied_tokens SET applied_at = applied_at - 86400 WHERE token LIKE 'discovered:%'`,
  )
  await crawl()
  expect([looks(), await names()]).toEqual([3, ['gui', 'new-idle', 'new-pushed', 'other-249']])
  expect(emulator.data.repositories.length).toBe(254)
})

it('who is not seen is named, and the others are added nevertheless', async () => {
  const { pipeline, set, crawl, names } = await unread()
  await set({ patterns: ['nobody/*', 'bitcoin-core/gui'] })
  expect(await discover(pipeline, acme, { discovery: null, signal })).toMatchObject({
    unseenOwners: ['nobody'],
    news: [{ pattern: 'bitcoin-core/gui' }],
  })
  const { status, runId } = await crawl()
  expect([status, await names()]).toEqual(['succeeded', ['gui']])
  const lines = (await pipeline.engine.runs.events(runId)).flatMap((one) =>
    one.type === 'log' ? [one.message] : [],
  )
  expect(lines).toContainEqual(expect.stringMatching(/a pattern names nobody/))
})

it('that it cannot look keeps no repository that is there from being read: the run is partial', async () => {
  const { emulator, set, crawl } = await unread()
  await set({ patterns: ['bitcoin-core/*'] })
  await crawl()
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation }) => operation === 'Owned',
    respond: { kind: 'status', status: 403 },
  })
  expect(await crawl()).toMatchObject({ status: 'partial', output: { repositories: 2, failed: [] } })
})
