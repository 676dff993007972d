/** An organization removed in a terminal: only when its name is given, and then nothing of it is left. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { newAcme, newEmulator, ok, small, upflow } from './support.ts'

it('org remove asks for the name, and leaves nothing but who did it', async () => {
  const dataDir = await newAcme(await newEmulator(small(3)))
  await ok(upflow(dataDir, ['backfill']))
  await ok(upflow(dataDir, ['org', 'set', 'acme', '--name', 'Acme Inc']))
  for (const given of [[], ['--confirm', 'acme']]) {
    const refused = await upflow(dataDir, ['org', 'remove', 'acme', ...given])
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain("'Acme Inc'")
  }
  const { stdout } = await ok(upflow(dataDir, ['org', 'remove', 'acme', '--confirm', 'Acme Inc', '--json']))
  expect(JSON.parse(stdout)).toMatchObject({ removed: 'acme' })
  expect(JSON.parse((await ok(upflow(dataDir, ['org', 'list', '--json']))).stdout).organizations).toEqual([])
  expect(readdirSync(join(dataDir, 'tenants'))).toEqual([])
  expect(JSON.parse((await ok(upflow(dataDir, ['runs', 'list', '--json']))).stdout).runs).toEqual([])
  const registry = new Database(join(dataDir, 'registry.db'), { readonly: true })
  expect(registry.prepare('SELECT what, subject, before FROM account_changes').all()).toEqual([
    { what: 'organization.removed', subject: 'acme', before: 'Acme Inc' },
  ])
  registry.close()
})
