import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseOrganizationId } from '@upflow/model'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { attachTenant, createTenants, openRegistry, openRegistryToCopy, openTenant } from '../src/index.ts'
import { newFolder } from './support.ts'

const acme = parseOrganizationId('acme')

describe('the registry', () => {
  it('keeps organizations, refuses a second of one id, and names those that there are', async () => {
    const registry = await openRegistry({ dataDir: newFolder() })
    await expect(registry.get('acme')).rejects.toThrow(/There is none yet/)
    await registry.create({ id: 'acme', name: 'Acme' })
    await registry.create({ id: 'beta', name: 'Beta' })
    await expect(registry.create({ id: 'acme', name: 'Other' })).rejects.toMatchObject({
      code: 'db/organization-exists',
    })
    await expect(registry.create({ id: 'No Slug', name: '' })).rejects.toThrow(/not an organization id/)
    await expect(registry.get('gamma')).rejects.toThrow(
      "There is no organization 'gamma'. There are: acme, beta.",
    )
    expect(await registry.get('acme')).toEqual({ id: 'acme', name: 'Acme' })
    await registry.close()
  })

  it('is made in a new folder, also by several at once, whoever makes an organization meanwhile', async () => {
    const dataDir = newFolder()
    const make = async (id: string) => {
      const registry = await openRegistry({ dataDir })
      const tenants = createTenants({ dataDir })
      await tenants.create(parseOrganizationId(id))
      await registry.create({ id, name: id })
      await tenants.close()
      await registry.close()
    }
    await Promise.all(['acme', 'beta', 'gamma', 'delta'].map(make))
    const registry = await openRegistry({ dataDir })
    expect((await registry.list()).map(({ id }) => id)).toEqual(['acme', 'beta', 'delta', 'gamma'])
    await registry.close()
  })

  describe.each([
    ['removed', (path: string) => rmSync(path)],
    ['emptied', (path: string) => writeFileSync(path, '')],
    [
      'emptied, with a header',
      (path: string) => {
        rmSync(path)
        const file = new Database(path)
        file.pragma('journal_mode = WAL')
        file.close()
      },
    ],
  ])('that was %s beside files of organizations', (_, lose) => {
    async function loseIt() {
      const dataDir = newFolder()
      await (await openRegistry({ dataDir })).close()
      const tenants = createTenants({ dataDir })
      for (const id of ['beta', 'acme']) await tenants.create(parseOrganizationId(id))
      await tenants.close()
      writeFileSync(join(dataDir, 'tenants', 'Of nobody.db'), '')
      const path = join(dataDir, 'registry.db')
      lose(path)
      return { dataDir, path }
    }

    it('is missed, and not made anew', async () => {
      const { dataDir, path } = await loseIt()
      const before = existsSync(path) ? readFileSync(path) : null
      for (const takesUp of [undefined, 'gamma'])
        await expect(openRegistry({ dataDir, takesUp })).rejects.toMatchObject({
          code: 'db/registry-missing',
          facts: { path, organizations: 'acme, beta' },
          message: expect.stringMatching(
            /Restore it from a backup; or begin it anew with 'org create acme', 'org create beta'/,
          ),
        })
      await expect(openRegistryToCopy(dataDir, { busyTimeoutMs: 10 })).rejects.toMatchObject({
        code: 'db/registry-missing',
      })
      expect(existsSync(path) ? readFileSync(path) : null).toEqual(before)
    })

    it('is begun anew by whoever takes one of them up', async () => {
      const { dataDir } = await loseIt()
      const registry = await openRegistry({ dataDir, takesUp: 'acme' })
      expect(await registry.list()).toEqual([])
      await registry.close()
      await (await openRegistry({ dataDir })).close()
    })

    it('comes back by itself where it is a copy of what a database has', async () => {
      const { dataDir } = await loseIt()
      await (await openRegistry({ dataDir, isCopy: true })).close()
    })
  })
})

describe('tenant files', () => {
  it('are opened once, by id, with the settings of every file', async () => {
    const tenants = createTenants({ dataDir: newFolder() })
    const [one, same, other] = await Promise.all([
      tenants.create(acme).then(() => tenants.openToRead(acme)),
      tenants.openToRead(acme),
      tenants
        .create(parseOrganizationId('beta'))
        .then(({ organizationId }) => tenants.openToRead(organizationId)),
    ])
    expect([one === same, one.path === other.path]).toEqual([true, false])
    const pragma = (name: string) => one.sqlite.pragma(name, { simple: true })
    expect([
      pragma('journal_mode'),
      pragma('busy_timeout'),
      pragma('page_size'),
      pragma('wal_autocheckpoint'),
      pragma('journal_size_limit'),
      pragma('synchronous'),
      pragma('foreign_keys'),
    ]).toEqual(['wal', 10, 8_192, 8_192, 67108864, 1, 1])
    const writing = await openTenant(one.path, acme)
    expect(writing.sqlite.pragma('wal_autocheckpoint', { simple: true })).toBe(2_048)
    writing.close()
    await tenants.close()
    await tenants.close()
    await expect(tenants.open(acme)).rejects.toMatchObject({ code: 'db/closed' })
  })

  it('with smaller pages keep them, and are copied into at as many bytes of the WAL', async () => {
    const path = join(newFolder(), 'acme.db')
    const older = new Database(path)
    older.pragma('journal_mode = WAL')
    older.close()
    const { sqlite, close } = await openTenant(path, acme)
    const [pages, checkpoint] = ['page_size', 'wal_autocheckpoint'].map((name) =>
      sqlite.pragma(name, { simple: true }),
    )
    expect([pages, checkpoint]).toEqual([4_096, 4_096])
    close()
  })

  it('migrate by themselves when many open a new one at once', async () => {
    const path = join(newFolder(), 'acme.db')
    const all = await Promise.all(Array.from({ length: 8 }, () => openTenant(path, acme)))
    for (const tenant of all) {
      expect(tenant.sqlite.prepare('SELECT count(*) AS n FROM raw_pull_requests').get()).toEqual({ n: 0 })
      tenant.close()
    }
  })

  it.each(['never made', 'removed', 'emptied'])(
    'of an organization are not made anew when they were %s',
    async (how) => {
      const dataDir = newFolder()
      const first = createTenants({ dataDir })
      const path = first.pathOf(acme)
      if (how !== 'never made') await first.create(acme)
      await first.close()
      if (how === 'removed') rmSync(path)
      if (how === 'emptied') writeFileSync(path, '')
      const tenants = createTenants({ dataDir })
      await expect(tenants.open(acme)).rejects.toMatchObject({
        code: 'db/organization-file-missing',
        facts: { organization: 'acme', path },
        message: expect.stringMatching(/Restore it from a backup, or make it anew with 'org create acme'/),
      })
      expect(existsSync(path) ? readFileSync(path).length : null).toBe(how === 'emptied' ? 0 : null)
      expect(existsSync(join(dataDir, 'tenants'))).toBe(how !== 'never made')
      await tenants.create(acme)
      await tenants.close()
      const again = createTenants({ dataDir })
      await again.open(acme)
      await again.remove(acme)
      expect(readdirSync(join(dataDir, 'tenants'))).toEqual([])
      await again.close()
    },
  )

  it('for readers cannot be written', async () => {
    const path = join(newFolder(), 'acme.db')
    ;(await openTenant(path, acme)).close()
    const reader = attachTenant(path, acme, { readOnly: true })
    expect(() => reader.sqlite.exec(`INSERT INTO settings VALUES ('a', 'b')`)).toThrow(/readonly/)
    reader.close()
  })

  it('of a newer Upflow are refused and unchanged', async () => {
    const path = join(newFolder(), 'acme.db')
    const newer = new Database(path)
    newer.pragma('user_version = 1000')
    newer.close()
    const before = readFileSync(path)
    await expect(openTenant(path, acme)).rejects.toMatchObject({
      code: 'db/newer-file',
      message: expect.stringContaining('Update Upflow'),
    })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it.each([
    ['garbage', Buffer.from('this is no database at all, whatever its name says. '.repeat(100))],
    ['a header cut short', null],
  ])('that are damaged (%s) are refused and unchanged', async (_, bytes) => {
    const path = join(newFolder(), 'acme.db')
    ;(await openTenant(path, acme)).close()
    const content = bytes ?? Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(5_000, 0xff)])
    writeFileSync(path, content)
    await expect(openTenant(path, acme)).rejects.toMatchObject({
      code: 'db/corrupt-file',
      message: expect.stringContaining('restore it from a backup'),
    })
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it.each([
    ['another program', (path: string) => void new Database(path).exec('CREATE TABLE notes (text)').close()],
    [
      'the registry',
      async (path: string) => {
        const registry = await openRegistry({ dataDir: join(path, '../..') })
        await registry.close()
        renameSync(join(path, '../../registry.db'), path)
      },
    ],
  ])('of %s are refused and unchanged', async (_, make) => {
    const dataDir = newFolder()
    const tenants = createTenants({ dataDir })
    const path = tenants.pathOf(acme)
    mkdirSync(join(dataDir, 'tenants'))
    await make(path)
    const before = readFileSync(path)
    const refusal = {
      code: 'db/foreign-file',
      facts: { path },
      message: expect.stringMatching(/but no file of organization 'acme'.*Nothing was changed/),
    }
    await expect(tenants.open(acme)).rejects.toMatchObject(refusal)
    await expect(tenants.create(acme)).rejects.toMatchObject(refusal)
    expect(() => attachTenant(path, acme, { readOnly: true })).toThrow(expect.objectContaining(refusal))
    await tenants.close()
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('that are damaged in the middle are named by whatever meets the damage', async () => {
    const path = join(newFolder(), 'acme.db')
    const whole = await openTenant(path, acme)
    const page = whole.sqlite
      .prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'raw_pull_requests'`)
      .pluck()
      .get()!
    const size = whole.sqlite.pragma('page_size', { simple: true }) as number
    whole.close()
    writeFileSync(path, readFileSync(path).fill(0xff, (page - 1) * size, page * size))
    const tenant = await openTenant(path, acme)
    await expect(tenant.db.selectFrom('raw_pull_requests').selectAll().execute()).rejects.toMatchObject({
      code: 'db/corrupt-file',
      facts: { path },
    })
    tenant.close()
  })

  it('in a folder that cannot be made say which setting to change', async () => {
    const file = join(newFolder(), 'a-file')
    writeFileSync(file, '')
    await expect(openRegistry({ dataDir: join(file, 'data') })).rejects.toMatchObject({
      code: 'db/unusable-folder',
      message: expect.stringContaining('UPFLOW_DATA_DIR'),
    })
    const folder = join(newFolder(), 'registry.db')
    mkdirSync(folder)
    await expect(openRegistry({ dataDir: join(folder, '..') })).rejects.toMatchObject({
      code: 'db/unusable-file',
    })
  })

  it.runIf(process.platform === 'linux')('in a folder where none can be made too', async () => {
    await expect(openRegistry({ dataDir: '/proc/upflow/data' })).rejects.toMatchObject({
      code: 'db/unusable-folder',
    })
  })

  it('in a backup are left alone', async () => {
    const dataDir = newFolder()
    await (await openRegistry({ dataDir })).close()
    writeFileSync(join(dataDir, 'manifest.json'), '{}')
    const before = readFileSync(join(dataDir, 'registry.db'))
    await expect(openRegistry({ dataDir })).rejects.toMatchObject({
      code: 'db/backup-folder',
      message: expect.stringContaining(`backup restore ${dataDir}`),
    })
    expect(readFileSync(join(dataDir, 'registry.db')).equals(before)).toBe(true)
  })
})
