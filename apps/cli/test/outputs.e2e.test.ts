/** Exports and backups by the command line, while another process works on the same folder. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  committedPages,
  dump,
  fileHolds,
  holdPages,
  newAcme,
  newEmulator,
  newFolder,
  ok,
  start,
  token,
  until,
  upflow,
} from './support.ts'

/** Of the whole installation, in the audit of the registry. */
function changesOf(dataDir: string): unknown[] {
  const registry = new Database(join(dataDir, 'registry.db'), { readonly: true })
  try {
    return registry.prepare('SELECT what FROM account_changes WHERE organization_id IS NULL').pluck().all()
  } finally {
    registry.close()
  }
}

const json = (text: string) => JSON.parse(text)

describe('while another process reads', () => {
  it('exports, backs up, and restores what goes on to the truth; over live data nothing is restored', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const hold = holdPages(emulator, 4)
    const reading = start(dataDir, ['backfill'])
    await until(() => [...committedPages(dataDir).values()].reduce((sum, pages) => sum + pages, 0) > 1)
    const folder = newFolder()

    const exported = join(folder, 'acme.db')
    const { files } = json((await ok(upflow(dataDir, ['export', '--to', exported, '--json']))).stdout)
    expect(files.map((file: { name: string }) => file.name)).toEqual([exported, join(folder, 'acme.md')])
    expect(files[0].rows).toBeGreaterThan(0)
    expect((await ok(upflow(dataDir, ['settings', 'log']))).stdout).toMatch(/export: acme\.db, acme\.md/)
    const again = await upflow(dataDir, ['export', '--to', exported])
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing is written over') })

    const backup = join(folder, 'backup')
    const made = await ok(upflow(dataDir, ['backup', 'create', backup]))
    expect(made.stderr).toContain('The key is not in it')
    expect(made.stderr).toContain('all accounts')
    await ok(upflow(dataDir, ['backup', 'check', backup]))
    const refused = await upflow(dataDir, ['backup', 'restore', backup, '--replace', '--json'])
    expect(refused.code).toBe(1)
    expect(json(refused.stdout).error.code).toBe('exports/folder-in-use')
    hold.release()
    await ok(reading.ended)
    const truth = dump(dataDir)
    expect((await upflow(dataDir, ['backup', 'restore', backup])).stderr).toContain('add --replace')

    const restored = json(
      (await ok(upflow(dataDir, ['backup', 'restore', backup, '--replace', '--json']))).stdout,
    )
    expect(restored).toMatchObject({ hasKeptKey: true, sealed: [] })
    expect(dump(restored.movedTo)).toEqual(truth)
    expect(changesOf(restored.movedTo)).toEqual(['backup.taken'])
    // What was taken is of the moment before; of the restore it is known where it was done.
    expect(changesOf(dataDir)).toEqual(['backup.restored'])
    expect(dump(dataDir).raw_pull_requests!.length).toBeLessThan(truth.raw_pull_requests!.length)
    await ok(upflow(dataDir, ['backfill']))
    expect(dump(dataDir)).toEqual(truth)
    const elsewhere = join(folder, 'new')
    const keyless = await upflow(elsewhere, ['backup', 'restore', backup])
    expect(keyless.code).toBe(3)
    expect(keyless.stderr).toContain('are those of that day')
    expect(keyless.stderr).toContain('Stored secrets of acme cannot be read, as there is no key')
    expect(existsSync(join(elsewhere, 'secret.key'))).toBe(false)
    writeFileSync(join(elsewhere, 'secret.key'), randomBytes(32))
    const other = await upflow(elsewhere, ['backup', 'restore', backup, '--replace', '--json'])
    expect(json(other.stdout)).toMatchObject({ hasKeptKey: true, sealed: ['acme'] })
    expect(other.stderr).toContain('secret.key is another')
    for (const name of readdirSync(backup, { recursive: true, withFileTypes: true }))
      if (name.isFile()) expect(fileHolds(join(name.parentPath, name.name), token), name.name).toBe(false)
  })
})

it.each([
  [['export'], 'export needs --to'],
  [['export', '--to', 'x.db', '--format', 'csv'], 'name a folder for csv'],
  [['export', '--to', 'x', '--format', 'xls'], 'sqlite, csv or parquet'],
  [['backup', 'create'], 'needs the folder'],
  [['backup', 'restore', 'x', '--with-key'], 'goes with create'],
])('%j cannot be meant', async (args, why) => {
  const dataDir = newFolder()
  const { code, stderr } = await upflow(dataDir, args)
  expect(code).toBe(2)
  expect(stderr.toLowerCase()).toContain(why.toLowerCase())
  expect(existsSync(join(dataDir, 'registry.db'))).toBe(false)
})

it('a disk that becomes full is told as that of the target: the backup is whole, and nothing is left there', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['backfill', '--demo']))
  const folder = newFolder()
  const backup = join(folder, 'backup')
  await ok(upflow(dataDir, ['backup', 'create', backup]))
  const target = join(folder, 'restored')
  // No file may become longer than a megabyte: as a full disk, but for those who share this one.
  const enter = ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh']
  const full = await upflow(target, ['backup', 'restore', backup], { enter })
  expect([full.code, full.stdout], full.stderr).toEqual([1, ''])
  expect(full.stderr).toMatch(/^Error: .*restored cannot be written: EFBIG.*disk is not full/)
  expect(readdirSync(folder)).toEqual(['backup'])
  await ok(upflow(target, ['backup', 'restore', backup]))
})

it('an end of the terminal leaves nothing unfinished behind', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['backfill', '--demo']))
  const folder = newFolder()
  const names = () => readdirSync(folder)
  const backingUp = start(dataDir, ['backup', 'create', join(folder, 'backup')])
  await until(() => names().length > 0)
  backingUp.process.kill('SIGHUP')
  const { code } = await backingUp.ended
  // It may have been done already.
  expect([
    [130, []],
    [0, ['backup']],
  ]).toContainEqual([code, names()])
})

it('paths are of the folder in which pnpm was called, not of the package that it starts', async () => {
  const [dataDir, folder] = [newFolder(), newFolder()]
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const home = join(import.meta.dirname, '..')
  const { scripts } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  // What comes after the build, which has been done.
  const started = (scripts.start as string).split('>&2 && ')[1]!
  const env = { PATH: process.env.PATH, UPFLOW_DATA_DIR: dataDir, INIT_CWD: folder }
  const options = { cwd: home, env: env as NodeJS.ProcessEnv, stdio: 'ignore' } as const
  execFileSync('sh', ['-c', `${started} export acme --to here`], options)
  expect(readdirSync(join(folder, 'here'))).toContain('acme.db')
})
