/** Questions are answered in threads: what crosses, what is kept, what is dropped, and when data counts as changed. */
import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openTenant } from '@upflow/db'
import { changeSettings } from '@upflow/settings'
import { expect, it } from 'vitest'
import { InsightsError, listPullRequests, QuestionFailed, readReport, readStory } from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newFolder, newInsights, newTenants } from './support.ts'

async function setup() {
  const dataDir = newFolder()
  const tenants = newTenants(dataDir)
  const tenant = await tenants.create(acme)
  const web = addRepository(tenant, 'acme/web')
  addAnalyzed(tenant, [
    { repository_id: web, number: 1, merged_at: 100, state: 'merged', total_seconds: 60 },
    { repository_id: web, number: 2, now_state: 'approved', now_turn: 'author', now_since: 50 },
  ])
  return { dataDir, tenants, tenant, web, insights: newInsights({ tenants, threads: 2 }) }
}

it('a thread answers as the functions do', async () => {
  const { insights, tenant } = await setup()
  expect(await insights.ask(acme, 'report', { now: 200 })).toEqual(await readReport(tenant, { now: 200 }))
  expect(await insights.ask(acme, 'pulls', { limit: 1 })).toEqual(
    await listPullRequests(tenant, { limit: 1 }),
  )
  const reference = { repository: 'acme/web', number: 1 }
  expect(await insights.ask(acme, 'story', reference)).toEqual(await readStory(tenant, reference))
  expect((await insights.ask(acme, 'waiting', { limit: 9 })).map(({ number }) => number)).toEqual([2])
  expect((await insights.ask(acme, 'facts', {})).repositories.map(({ name }) => name)).toEqual(['acme/web'])
})

it('the time zone, and which groups there are, is told without a look at the repositories', async () => {
  const { insights, tenant } = await setup()
  expect(await insights.ask(acme, 'timeZone', {})).toBe('UTC')
  const mergedLogins = [{ login: 'ann', others: ['ann-at-work'] }]
  const changes = [
    { key: 'calendar', value: { timeZone: 'Asia/Tokyo' } },
    { key: 'personPages', value: false },
    { key: 'mergedLogins', value: mergedLogins },
    {
      key: 'teams',
      value: [
        { slug: 'core', members: ['ann', 'ben', { login: 'cid', from: '2026-03-01' }] },
        { slug: 'web', members: ['ann', 'ann-at-work', 'ben'] },
      ],
    },
  ] as const
  await changeSettings(tenant, changes, { by: 'ann' })
  tenant.sqlite.exec('DROP TABLE retry_queue')
  expect(await insights.ask(acme, 'timeZone', {})).toBe('Asia/Tokyo')
  expect(await insights.ask(acme, 'mergedLogins', {})).toEqual(mergedLogins)
  const groups = { personPages: false, teams: ['core', 'web'] }
  // The first of March begins there while it is still February elsewhere.
  const until = Date.UTC(2026, 1, 28, 15) / 1_000
  for (const [request, small] of [
    [{ since: null, until: null }, ['web']],
    [{ since: null, until }, ['core', 'web']],
    [{ since: null, until: until + 1 }, ['web']],
  ] as const)
    expect(await insights.ask(acme, 'groups', request)).toEqual({ ...groups, small })
})

it('an error crosses with its code, message and facts', async () => {
  const { insights } = await setup()
  const asked = insights.ask(acme, 'pulls', { limit: 1, after: 'nonsense' })
  await expect(asked).rejects.toMatchObject({ code: 'insights/bad-cursor', facts: { cursor: 'nonsense' } })
  await expect(asked).rejects.toBeInstanceOf(InsightsError)
  const none = { repository: 'acme/web', number: 99 }
  await expect(insights.askForJson(acme, 'raw', none)).rejects.toMatchObject({
    code: 'insights/unknown-pull-request',
    facts: none,
  })
})

it('an error of another package crosses with its code too', async () => {
  const { dataDir, insights, tenant } = await setup()
  tenant.sqlite.exec('DROP TABLE retry_queue')
  const failed = insights.ask(acme, 'facts', {})
  await expect(failed).rejects.toBeInstanceOf(QuestionFailed)
  await expect(failed).rejects.toMatchObject({ code: 'SQLITE_ERROR' })
  rmSync(join(dataDir, 'tenants', 'acme.db'))
  await expect(insights.ask(acme, 'facts', {})).rejects.toMatchObject({
    code: 'db/organization-file-missing',
  })
})

it('the version of the data is the same while nothing is written, and another after every commit', async () => {
  const { dataDir, insights, tenant } = await setup()
  const first = await insights.dataVersion(acme)
  await insights.ask(acme, 'report', { now: 200 })
  expect(await insights.dataVersion(acme)).toBe(first)
  tenant.sqlite.exec(`UPDATE analyzed_pull_requests SET title = 'x' WHERE number = 1`)
  const second = await insights.dataVersion(acme)
  expect(second).not.toBe(first)
  // As another process does, over a connection of its own.
  const other = await openTenant(join(dataDir, 'tenants', 'acme.db'), acme)
  other.sqlite.exec(`UPDATE analyzed_pull_requests SET title = 'y' WHERE number = 1`)
  other.close()
  expect(await insights.dataVersion(acme)).not.toBe(second)
})

it('a version is never used again: neither after a restart nor by another file', async () => {
  const { dataDir, insights, tenants, tenant } = await setup()
  const path = join(dataDir, 'tenants', 'acme.db')
  tenant.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(path, `${path}.backup`)
  const seen = new Set([await insights.dataVersion(acme)])
  // The same number of commits, and other data.
  renameSync(`${path}.backup`, path)
  seen.add(await insights.dataVersion(acme))
  expect(await insights.dataVersion(acme)).toBe([...seen].at(-1))
  seen.add(await newInsights({ tenants }).dataVersion(acme))
  expect(seen.size).toBe(3)
})

it('a file that was replaced is read anew', async () => {
  const { dataDir, insights, tenant } = await setup()
  const path = join(dataDir, 'tenants', 'acme.db')
  tenant.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(path, `${path}.other`)
  expect((await insights.ask(acme, 'pulls', { limit: 9 })).pullRequests).toHaveLength(2)
  const other = await openTenant(`${path}.other`, acme)
  other.sqlite.exec('DELETE FROM analyzed_pull_requests WHERE number = 2')
  other.close()
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
  renameSync(`${path}.other`, path)
  expect((await insights.ask(acme, 'pulls', { limit: 9 })).pullRequests).toHaveLength(1)
})
