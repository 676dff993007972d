/** Format 5: a file with analyses keeps them, and is searched by its new indexes. */
import { join } from 'node:path'
import { parseOrganizationId } from '@upflow/model'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { attachTenant, digitsOfNumber, mergedText, openTenant } from '../src/index.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { provideConversions } from '../src/tenant/integer-keys.ts'
import { tenantMigrations } from '../src/tenant/migrations.ts'
import { newFolder } from './support.ts'

const acme = parseOrganizationId('acme')

async function fileOfFormat4(): Promise<string> {
  const path = join(newFolder(), 'acme.db')
  const old = new Database(path)
  provideConversions(old)
  await migrate(old, Object.fromEntries(Object.entries(tenantMigrations).slice(0, 4)))
  old.exec(`INSERT INTO analyzed_pull_requests (pull_request_key, pull_request_id, repository_id, number, state, kind,
      author_login, author_kind, created_at, merged_at, released_at, unreviewed, coding_seconds, total_working_seconds,
      title, url, source_hash, rules_hash, analysis_hash)
    VALUES (1, 'PR', 'R', 1, 'merged', 'work', 'ann', 'user', 0, 100, 120, 1, 60, 7, '', '', '', '', '')`)
  old.close()
  return path
}

it('keeps analyses, and holds their figures as text beside the instant of the merge', async () => {
  const { sqlite, close } = await openTenant(await fileOfFormat4(), acme)
  const { ordinal, names, figures } = mergedText('a')
  const query = `SELECT ${names} AS names, ${figures} AS figures FROM analyzed_pull_requests AS a
    WHERE ${ordinal} IN (0) AND a.merged_at >= 0`
  const numbers = [100, 0, 5, 61, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0]
  expect(sqlite.prepare(query).get()).toEqual({
    names: 'ann\x1fwork\x1f',
    figures: numbers.map((number) => number.toString(16).padStart(digitsOfNumber, '0')).join(''),
  })
  expect(sqlite.prepare(`EXPLAIN QUERY PLAN ${query}`).get()).toMatchObject({
    detail: expect.stringMatching(/COVERING INDEX analyzed_pull_requests_merged/),
  })
  close()
})

it('a file of an older format is not attached to: it is to be brought up to date first', async () => {
  const path = await fileOfFormat4()
  expect(() => attachTenant(path, acme, { readOnly: true })).toThrow(
    expect.objectContaining({ code: 'db/older-file', facts: expect.objectContaining({ format: 4 }) }),
  )
})

it('a file that is not there is not attached to', () => {
  const path = join(newFolder(), 'acme.db')
  expect(() => attachTenant(path, acme, { readOnly: true })).toThrow(
    expect.objectContaining({ code: 'db/organization-file-missing' }),
  )
})

it('knows as of when what is there was read whole, and what was never read', async () => {
  const path = await fileOfFormat4()
  const old = new Database(path)
  provideConversions(old)
  old.exec(`INSERT INTO repositories (id, owner, name) VALUES ('R_1', 'a', '1'), ('R_2', 'a', '2'), ('R_3', 'a', '3');
    INSERT INTO sync_state (repository_id, phase, mode, page_size, pages, seen, changed, total, pending_high, completed_at)
      VALUES ('R_1', 'backfill', 'files', 1, 1, 1, 1, 9, NULL, 300), ('R_1', 'crawl', 'full', 1, 1, 1, 1, 9, 1, 200),
        ('R_2', 'backfill', 'full', 1, 1, 1, 1, 9, NULL, 300), ('R_3', 'backfill', 'missing', 1, 1, 1, 1, 9, 1, 300),
        ('R_3', 'deployments', 'full', 1, 0, 0, 0, 0, NULL, NULL);
    INSERT INTO tags VALUES ('R_1', 'v1', 'sha', 1)`)
  old.close()
  const { sqlite, close } = await openTenant(path, acme)
  expect(sqlite.prepare('SELECT * FROM freshness ORDER BY 1').raw().all()).toEqual([
    ['R_1', 200, null, 200, null],
    // Of a part of its history.
    ['R_2', null, null, null, null],
    ['R_3', 300, null, null, 300],
  ])
  close()
})
