/** Data that leaves over HTTP: an organization's as it is stored, all of it as a backup, and who took it in the audit. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAccountFile } from '@upflow/accounts'
import { checkBackup } from '@upflow/exports'
import { openData } from '@upflow/pipeline'
import { describe, expect, it, vi } from 'vitest'
import { openBackups } from '../src/backups/open-backups.ts'
import { ask, startWithOwner, twoOrganizations } from './people.ts'
import { atEnd, configOf, newFolder, until } from './support.ts'

const path = '/api/v1/organizations/acme/export'

async function download(url: string, file: string, cookie: string) {
  const response = await fetch(`${url}${path}/${file}`, { headers: { cookie } })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}

describe('an export', () => {
  it('is the file that the data are, made for whoever asks and gone afterwards; the audit says who took it', async () => {
    const web = await startWithOwner()
    const { dataDir, url } = web
    const cookie = await web.join('admin', 'acme', 'admin')
    const folder = newFolder()
    vi.stubEnv('TMPDIR', folder)
    atEnd(() => vi.unstubAllEnvs())
    const database = await download(url, 'organization.db', cookie)
    expect(database.headers.get('content-disposition')).toBe('attachment; filename="acme.db"')
    expect(database.headers.get('content-length')).toBe(String(database.bytes.length))
    const kept = join(newFolder(), 'acme.db')
    writeFileSync(kept, database.bytes)
    const data = await openData({ config: configOf(dataDir) })
    const { sqlite } = await data.tenants.openToRead('acme' as never)
    sqlite.prepare('ATTACH ? AS exported').run(kept)
    const rowsOf = (schema: string) =>
      sqlite.prepare(`SELECT * FROM ${schema}.responses ORDER BY 1, 2`).raw().all()
    expect(rowsOf('exported')).toEqual(rowsOf('main'))
    expect(rowsOf('exported').length).toBeGreaterThan(0)
    expect(
      sqlite.prepare(`SELECT 1 FROM exported.sqlite_master WHERE name = 'settings'`).get(),
    ).toBeUndefined()
    await data.close()

    const csv = await download(url, 'pull-requests.csv', cookie)
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.bytes.toString('utf8')).toMatch(/^repository,number,/)
    const parquet = await download(url, 'segments.parquet', cookie)
    expect(parquet.bytes.subarray(0, 4).toString()).toBe('PAR1')
    expect((await download(url, 'data-dictionary.md', cookie)).bytes.toString('utf8')).toContain(
      '# Data of organization acme',
    )
    await until(() => !readdirSync(folder).some((name) => name.startsWith('upflow-export-')))
    const { changes } = (await ask(url, '/api/v1/organizations/acme/audit', { cookie })).json
    expect(
      changes
        .filter(({ key }: { key: string }) => key === 'export')
        .map(({ changedBy, after }: { changedBy: string; after: unknown }) => [changedBy, after]),
    ).toEqual(
      ['data-dictionary.md', 'segments.parquet', 'pull-requests.csv', 'organization.db'].map((file) => [
        'admin@example.com',
        { file },
      ]),
    )
  })

  it('is made for no other site, and not by who only looks whether it is there', async () => {
    const web = await startWithOwner()
    const cookie = await web.join('admin', 'acme', 'admin')
    const foreign = await ask(web.url, `${path}/organization.db`, {
      cookie,
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.json.error.code).toBe('web/foreign-origin')
    const looked = await fetch(`${web.url}${path}/organization.db`, { method: 'HEAD', headers: { cookie } })
    expect(looked.status).toBe(200)
    expect((await ask(web.url, '/api/v1/organizations/acme/audit', { cookie })).text).not.toContain('export')
  })
})

describe('a backup', () => {
  it('is taken while all go on, without the key, is whole, and is listed with who took it', async () => {
    const web = await startWithOwner()
    const { administrator: cookie, dataDir, url } = web
    expect((await ask(url, '/api/v1/backups', { cookie })).json).toEqual({
      folder: `${dataDir}-backups`,
      organizationsIn: 'folder',
      backups: [],
    })
    const taken = await ask(url, '/api/v1/backups', { method: 'POST', cookie })
    expect(taken.json).toMatchObject({
      organizations: ['acme', 'beta'],
      missing: [],
      organizationsIn: 'folder',
      hasKey: false,
      takenBy: 'root@example.com',
    })
    const { folder, backups } = (await ask(url, '/api/v1/backups', { cookie })).json
    expect(backups).toEqual([taken.json])
    const manifest = await checkBackup({ from: join(folder, backups[0].name) })
    expect(manifest.files.map((file) => file.path)).toEqual(
      expect.arrayContaining(['jobs.db', 'registry.db', 'tenants/acme.db', 'tenants/beta.db']),
    )
    expect(readFileSync(join(folder, backups[0].name, 'manifest.json'), 'utf8')).not.toContain('secret.key')
  })

  it('says that what lies in a database is not in it', async () => {
    const dataDir = await twoOrganizations({ isRead: false })
    const data = await openData({ config: configOf(dataDir) })
    atEnd(() => data.close())
    const backups = openBackups({
      dataDir,
      folder: newFolder(),
      organizationsIn: 'database',
      accounts: createAccountFile(data.registry, () => 0),
    })
    const taken = await backups.take({ by: 'ann', signal: new AbortController().signal })
    expect([backups.organizationsIn, taken.manifest.organizationsIn]).toEqual(['database', 'database'])
    expect(await checkBackup({ from: join(backups.folder, taken.name) })).toEqual(taken.manifest)
  })

  it('is taken by one at a time, and what was not finished is in no list', async () => {
    const { administrator: cookie, url } = await startWithOwner()
    const take = () => ask(url, '/api/v1/backups', { method: 'POST', cookie })
    const both = await Promise.all([take(), take()])
    expect(both.map(({ status, json }) => [status, json.error?.code]).sort()).toEqual([
      [200, undefined],
      [409, 'web/backup-under-way'],
    ])
    const { folder, backups } = (await ask(url, '/api/v1/backups', { cookie })).json
    expect(backups).toHaveLength(1)
    writeFileSync(join(folder, backups[0].name, 'manifest.json'), '{')
    expect((await ask(url, '/api/v1/backups', { cookie })).json.backups).toEqual([])
  })
})
