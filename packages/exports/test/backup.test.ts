/**
 * Each file of a backup that is made while a backfill runs is of one moment, what is recorded has its rows, and what is
 * restored from it goes on and comes to the truth.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Emulator } from '@upflow/github-emulator'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBackup, createBackup, restoreBackup } from '../src/index.ts'
import {
  acme,
  allRows,
  atEnd,
  backfill,
  createAcme,
  newEmulator,
  newFolder,
  open,
  readAcme,
  small,
  token,
  until,
  worker,
} from './support.ts'

const tenantOf = (dataDir: string) => join(dataDir, 'tenants', 'acme.db')
/** What depends on when, by which run, or in which order something was read and analyzed. */
const ofRuns = [
  'applied_tokens',
  'sync_state',
  'freshness',
  'setting_changes',
  'recalculations',
  'analysis_changes',
  'settings',
]
const pagesOf = ({ journal }: Emulator) =>
  journal.filter(({ operation }) => operation === 'PullRequests').length

function oneOf<T>(path: string, sql: string): T {
  const file = new Database(path, { readonly: true })
  try {
    return file.prepare<[], T>(sql).pluck().get()!
  } finally {
    file.close()
  }
}

function replaceByForeign(path: string): void {
  rmSync(path)
  const file = new Database(path)
  file.exec('CREATE TABLE users (id INTEGER)')
  file.close()
}

describe('while a backfill runs', () => {
  it('all rows are those of the moment, and the run goes on in the restored folder', async () => {
    const emulator = await newEmulator()
    const dataDir = newFolder()
    const pipeline = await open(dataDir)
    await createAcme(pipeline, emulator)
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequests' && pagesOf(emulator) >= 4,
      respond: { kind: 'hold', until: held },
    })
    const reading = backfill(pipeline)
    await until(() => pagesOf(emulator) >= 5)
    await until(() => oneOf<number>(tenantOf(dataDir), 'SELECT count(*) FROM raw_pull_requests') > 0)
    const then = allRows(tenantOf(dataDir))
    const registry = allRows(join(dataDir, 'registry.db'))

    const to = join(newFolder(), 'backup')
    const manifest = await createBackup({ dataDir, to, withKey: true, worker })
    expect(allRows(tenantOf(dataDir)), 'nothing moved meanwhile').toEqual(then)
    // The order in which they are copied: what a run has recorded is in the file that is copied after it.
    expect(manifest.files.map(({ path }) => path)).toEqual([
      'jobs.db',
      'registry.db',
      'tenants/acme.db',
      'secret.key',
    ])
    const restored = join(newFolder(), 'upflow')
    await restoreBackup({ from: to, dataDir: restored, replace: false, worker })
    expect(allRows(tenantOf(restored))).toEqual(then)
    expect(allRows(join(restored, 'registry.db'))).toEqual(registry)
    expect(oneOf(join(restored, 'jobs.db'), `SELECT status FROM runs`)).toBe('running')

    emulator.faults.length = 0
    release()
    expect((await reading).status).toBe('succeeded')
    const second = await open(restored)
    const [run] = await second.engine.runs.list({})
    expect((await second.engine.runs.wait(run!.id)).status).toBe('succeeded')
    expect(allRows(tenantOf(restored), ofRuns)).toEqual(allRows(tenantOf(dataDir), ofRuns))
    expect(oneOf(tenantOf(restored), 'SELECT count(*) FROM raw_pull_requests')).toBe(240)
  })

  it('each of many backups has whole pages with their cursors, and rows that are the truth', async () => {
    const emulator = await newEmulator(small(300))
    const dataDir = newFolder()
    const pipeline = await open(dataDir)
    await createAcme(pipeline, emulator)
    let isRead = false
    const reading = backfill(pipeline).finally(() => {
      isRead = true
    })
    const folder = newFolder()
    const backups: string[] = []
    while (!isRead) {
      const to = join(folder, `${backups.length}`)
      await createBackup({ dataDir, to, worker })
      backups.push(to)
    }
    await reading
    expect(backups.length).toBeGreaterThan(1)
    const truth = new Set(allRows(tenantOf(dataDir)).raw_pull_requests)
    for (const from of backups) {
      const restored = join(newFolder(), 'upflow')
      await restoreBackup({ from, dataDir: restored, replace: false, worker })
      const path = tenantOf(restored)
      const rows = allRows(path).raw_pull_requests!
      expect(rows.filter((row) => !truth.has(row))).toEqual([])
      const seen = oneOf<number | null>(path, `SELECT sum(seen) FROM sync_state WHERE phase = 'backfill'`)
      expect(rows.length).toBe(seen ?? 0)
      expect(oneOf(path, 'PRAGMA integrity_check')).toBe('ok')
    }
  })
})

/** A data folder in which `acme` was read, and a backup of it, copied for each test. */
const read = mkdtempSync(join(tmpdir(), 'upflow-exports-'))
const [source, made] = [join(read, 'data'), join(read, 'backup')]
afterAll(() => rmSync(read, { recursive: true, force: true }))
beforeAll(async () => {
  await readAcme(source, small(20))
  await createBackup({ dataDir: source, to: made, worker })
})

function copyOf(folder: string): string {
  const copy = join(newFolder(), basename(folder))
  cpSync(folder, copy, { recursive: true })
  return copy
}
const restoring = (from: string, dataDir = join(newFolder(), 'upflow'), replace = false) =>
  restoreBackup({ from, dataDir, replace, worker })

describe('a backup', () => {
  it('has the key only when asked for, and nobody else may read it', async () => {
    expect(readdirSync(made).sort()).toEqual(['jobs.db', 'manifest.json', 'registry.db', 'tenants'])
    expect(statSync(made).mode & 0o077).toBe(0)
    for (const name of ['manifest.json', 'tenants/acme.db', 'jobs.db'])
      expect(readFileSync(join(made, name)).includes(token)).toBe(false)
    const to = join(newFolder(), 'backup')
    await createBackup({ dataDir: source, to, withKey: true, withJobs: false, worker })
    expect(readdirSync(to).sort()).toEqual(['manifest.json', 'registry.db', 'secret.key', 'tenants'])
    expect((await checkBackup({ from: to }, { worker })).files).toHaveLength(3)
  })

  it('is of what can be restored: a file that has no name of an organization is not in it', async () => {
    const dataDir = copyOf(source)
    for (const name of ['-x', 'x-', 'a'.repeat(45)])
      cpSync(tenantOf(dataDir), join(dataDir, 'tenants', `${name}.db`))
    const to = join(newFolder(), 'backup')
    await createBackup({ dataDir, to, worker })
    expect(readdirSync(join(to, 'tenants'))).toEqual(['acme.db'])
    const files = () => readdirSync(to, { recursive: true }).sort()
    const before = files()
    await checkBackup({ from: to }, { worker })
    expect(files(), 'a check leaves nothing in it').toEqual(before)
    await restoring(to)
    change(to, (one) => (one.files.at(-1).path = 'tenants/-x.db'))
    await expect(checkBackup({ from: to }, { worker })).rejects.toMatchObject({
      code: 'exports/not-a-backup',
    })
  })

  it('has the files of the organizations that there are, whatever else lies beside them', async () => {
    const dataDir = copyOf(source)
    for (const name of ['beta.db', 'old.db', 'notes.txt']) writeFileSync(join(dataDir, 'tenants', name), name)
    const to = join(newFolder(), 'b')
    const { files, missing } = await createBackup({ dataDir, to, worker })
    expect(files.map(({ path }) => path).filter((path) => path.startsWith('tenants/'))).toEqual([
      'tenants/acme.db',
    ])
    expect(missing).toEqual([])
    await restoring(to)
  })

  it('is not worked in, and stays whole when it is tried', async () => {
    const from = join(newFolder(), 'b')
    await createBackup({ dataDir: source, to: from, worker })
    await expect(open(from, 0)).rejects.toMatchObject({
      code: 'db/backup-folder',
      message: expect.stringContaining(`backup restore ${from}`),
    })
    await restoring(from)
  })

  it('names organizations whose files are missing, and is refused of a damaged file, the folder itself, and nothing', async () => {
    const dataDir = copyOf(source)
    const { registry } = await open(dataDir, 0)
    await registry.create({ id: 'beta', name: 'Beta' })
    expect((await createBackup({ dataDir, to: join(newFolder(), 'b'), worker })).missing).toEqual(['beta'])
    await expect(createBackup({ dataDir, to: join(dataDir, 'b'), worker })).rejects.toMatchObject({
      code: 'exports/unusable-target',
    })
    await expect(
      createBackup({ dataDir: newFolder(), to: join(newFolder(), 'b'), worker }),
    ).rejects.toMatchObject({
      code: 'exports/nothing-there',
    })
    const damaged = copyOf(source)
    const bytes = readFileSync(tenantOf(damaged))
    writeFileSync(tenantOf(damaged), bytes.fill(0xff, 8_192, bytes.length - 4_096))
    const to = join(newFolder(), 'b')
    await expect(createBackup({ dataDir: damaged, to, worker })).rejects.toMatchObject({
      code: expect.stringMatching(/^(exports\/damaged-source|db\/corrupt-file)$/),
    })
    expect(readdirSync(dirname(to))).toEqual([])
  })
})

describe('of a data folder whose registry is', () => {
  it.each([
    ['missing', 'db/registry-missing', (path: string) => rmSync(path)],
    ['empty', 'db/registry-missing', (path: string) => writeFileSync(path, '')],
    ["another program's", 'db/foreign-file', replaceByForeign],
  ])('%s, none is made', async (_, code, spoil) => {
    const dataDir = copyOf(source)
    const path = join(dataDir, 'registry.db')
    spoil(path)
    const to = join(newFolder(), 'b')
    await expect(createBackup({ dataDir, to, worker })).rejects.toMatchObject({ code, facts: { path } })
    expect(readdirSync(dirname(to))).toEqual([])
  })
})

it("of a data folder in which the jobs file is another program's, none is made", async () => {
  const dataDir = copyOf(source)
  replaceByForeign(join(dataDir, 'jobs.db'))
  const to = join(newFolder(), 'b')
  await expect(createBackup({ dataDir, to, worker })).rejects.toMatchObject({ code: 'jobs/foreign-store' })
  expect(readdirSync(dirname(to))).toEqual([])
  await createBackup({ dataDir, to, withJobs: false, worker })
})

describe('of a data folder in which the file of an organization is', () => {
  it('empty, it is named as missing', async () => {
    const dataDir = copyOf(source)
    writeFileSync(tenantOf(dataDir), '')
    const { files, missing } = await createBackup({ dataDir, to: join(newFolder(), 'b'), worker })
    expect(missing).toEqual(['acme'])
    expect(files.map(({ path }) => path)).not.toContain('tenants/acme.db')
    expect(statSync(tenantOf(dataDir)).size).toBe(0)
  })

  it("another program's, or no database, none is made", async () => {
    for (const [spoil, code] of [
      [replaceByForeign, 'db/foreign-file'],
      [(path: string) => writeFileSync(path, 'no database '.repeat(500)), 'db/corrupt-file'],
    ] as const) {
      const dataDir = copyOf(source)
      spoil(tenantOf(dataDir))
      const to = join(newFolder(), 'b')
      await expect(createBackup({ dataDir, to, worker })).rejects.toMatchObject({
        code,
        message: expect.stringContaining("file of organization 'acme'"),
      })
      expect(readdirSync(dirname(to))).toEqual([])
    }
  })
})

describe('a restore', () => {
  it('replaces data only when told to, keeps it under another name, and keeps its key', async () => {
    const dataDir = copyOf(source)
    writeFileSync(join(dataDir, 'mine'), 'mine')
    await expect(restoring(made, dataDir)).rejects.toMatchObject({ code: 'exports/data-there' })
    const { movedTo, hasKeptKey } = await restoring(made, dataDir, true)
    expect(readFileSync(join(movedTo!, 'mine'), 'utf8')).toBe('mine')
    expect(hasKeptKey).toBe(true)
    expect(existsSync(join(dataDir, 'mine'))).toBe(false)
    expect(allRows(tenantOf(dataDir))).toEqual(allRows(tenantOf(source)))
    const { credentials, tenants } = await open(dataDir, 0)
    expect(await credentials.accessOf(await tenants.open(acme))).toMatchObject({ credential: { token } })
  })

  it('of a folder that a link leads to is where the folder is; no backup is put into it by the link', async () => {
    const dataDir = copyOf(source)
    const link = join(newFolder(), 'data')
    symlinkSync(dataDir, link)
    for (const [of, to] of [
      [dataDir, link],
      [link, dataDir],
      [link, link],
    ] as const)
      await expect(createBackup({ dataDir: of, to: join(to, 'b'), worker })).rejects.toMatchObject({
        code: 'exports/unusable-target',
      })
    writeFileSync(join(dataDir, 'mine'), 'mine')
    const { movedTo } = await restoring(made, link, true)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(dirname(movedTo!)).toBe(dirname(dataDir))
    expect(readFileSync(join(movedTo!, 'mine'), 'utf8')).toBe('mine')
    expect(existsSync(join(dataDir, 'mine'))).toBe(false)
    expect(allRows(tenantOf(dataDir))).toEqual(allRows(tenantOf(source)))
  })

  it('keeps people and their tokens, and lets nobody in by a session or link of that day', async () => {
    const dataDir = copyOf(source)
    const registry = new Database(join(dataDir, 'registry.db'))
    registry.exec(`
      INSERT INTO user VALUES ('u', 'Ann', 'ann@example.com', 1, NULL, 0, 0);
      INSERT INTO session VALUES ('s', 9e15, 'hash', 0, 0, NULL, NULL, 'u');
      INSERT INTO verification VALUES ('v', 'ann@example.com', 'hash', 9e15, 0, 0);
      INSERT INTO one_time_links VALUES ('hash', 'reset', 'u', 9000000000);
      INSERT INTO api_tokens VALUES ('t', 'hash', 'acme', 'u', 'ours', 'read', 0, 9000000000, NULL, NULL)`)
    registry.close()
    const from = join(newFolder(), 'backup')
    await createBackup({ dataDir, to: from, worker })
    const before = allRows(join(from, 'registry.db'))
    const restored = join(newFolder(), 'upflow')
    await restoring(from, restored)
    expect(allRows(join(restored, 'registry.db'))).toEqual({
      ...before,
      session: [],
      verification: [],
      one_time_links: [],
    })
    expect(before.session).toHaveLength(1)
    expect(before.api_tokens).toHaveLength(1)
  })

  it('refuses a folder that is in use, by any of its files', async () => {
    const dataDir = copyOf(source)
    const pipeline = await open(dataDir, 0)
    await expect(restoring(made, dataDir, true)).rejects.toMatchObject({ code: 'exports/folder-in-use' })
    await pipeline.close()
    const file = new Database(tenantOf(dataDir), { readonly: true })
    atEnd(() => file.close())
    file.prepare('SELECT 1 FROM settings').get()
    await expect(restoring(made, dataDir, true)).rejects.toMatchObject({ code: 'exports/folder-in-use' })
    file.close()
    await restoring(made, dataDir, true)
  })

  it('replaces a damaged file, which nobody has open, but none of which it cannot tell', async () => {
    const dataDir = copyOf(source)
    writeFileSync(tenantOf(dataDir), 'no database')
    const log = join(dataDir, 'registry.db-wal')
    rmSync(log, { force: true })
    mkdirSync(log)
    await expect(restoring(made, dataDir, true)).rejects.toMatchObject({ code: 'db/unusable-file' })
    rmSync(log, { recursive: true })
    await restoring(made, dataDir, true)
  })

  it.each<[string, (folder: string) => void, string]>([
    ['a changed byte', (at) => flip(tenantOf(at)), 'exports/damaged-backup'],
    ['a file cut short', (at) => truncateSync(tenantOf(at), 4_096), 'exports/damaged-backup'],
    ['a file that grew', (at) => appendFileSync(join(at, 'jobs.db'), 'x'), 'exports/damaged-backup'],
    ['a missing file', (at) => rmSync(tenantOf(at)), 'exports/damaged-backup'],
    ['no manifest', (at) => rmSync(join(at, 'manifest.json')), 'exports/not-a-backup'],
    ['a manifest cut short', (at) => truncateSync(join(at, 'manifest.json'), 100), 'exports/not-a-backup'],
    [
      'a way out of the folder',
      (at) => change(at, (one) => (one.files[0].path = '../x.db')),
      'exports/not-a-backup',
    ],
    ['a later form of backups', (at) => change(at, (one) => (one.format = 2)), 'exports/newer-backup'],
  ])('refuses %s, and changes nothing', async (_, harm, code) => {
    const from = copyOf(made)
    harm(from)
    const dataDir = copyOf(source)
    const before = allRows(tenantOf(dataDir))
    await expect(restoring(from, dataDir, true)).rejects.toMatchObject({ code })
    expect(readdirSync(dirname(dataDir))).toEqual([basename(dataDir)])
    expect(allRows(tenantOf(dataDir))).toEqual(before)
    const fresh = join(newFolder(), 'upflow')
    await expect(restoring(from, fresh)).rejects.toMatchObject({ code })
    expect(existsSync(fresh)).toBe(false)
  })

  it.each([
    ['registry.db', 'db/newer-file'],
    ['tenants/acme.db', 'db/newer-file'],
    ['jobs.db', 'jobs/newer-store'],
  ])('refuses a newer %s', async (name, code) => {
    const dataDir = copyOf(source)
    const file = new Database(join(dataDir, name))
    file.pragma('user_version = 99')
    file.close()
    const from = join(newFolder(), 'backup')
    await createBackup({ dataDir, to: from, worker })
    const to = join(newFolder(), 'upflow')
    await expect(restoring(from, to)).rejects.toMatchObject({ code })
    expect(existsSync(to)).toBe(false)
    await expect(checkBackup({ from }, { worker })).rejects.toMatchObject({ code })
  })
})

function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1]! ^= 1
  writeFileSync(path, bytes)
}

// biome-ignore lint/suspicious/noExplicitAny: what is changed is made wrong.
function change(folder: string, harm: (manifest: any) => void): void {
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  harm(manifest)
  writeFileSync(path, JSON.stringify(manifest))
}
