/** Format 5: a file with analyses keeps them, and is searched by its new indexes. */
import { join } from 'node:path'
import { parseOrganizationId } from '@upflow/model'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { attachTenant, mergedText, openTenant } from '../src/index.ts'
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
  const { names, figures } = mergedText('a')
  const query = `SELECT ${names} AS names, ${figures} AS figures FROM analyzed_pull_requests AS a WHERE a.merged_at >= 0`
  expect(sqlite.prepare(query).get()).toEqual({ names: 'ann\x1fwork\x1f', figures: '5,60,,,,,,,,,,,,7,' })
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
