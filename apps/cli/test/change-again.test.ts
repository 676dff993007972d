/** Two who add to one list at once: neither loses the other's entry. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenant, type Tenant } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import { changeSettings, readSetting } from '@upflow/settings'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { changeAgain, type Stored } from '../src/change-again.ts'

let folder: string
let tenant: Tenant
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upflow-change-'))
  tenant = await openTenant(join(folder, 'acme.db'), parseOrganizationId('acme'))
})
afterEach(() => {
  tenant.close()
  rmSync(folder, { recursive: true })
})

/** Adds an entry; the first few times somebody else is faster. */
function adding(entry: string, others: readonly string[]) {
  const left = [...others]
  return async ({ botLogins: { value, version } }: Stored) => {
    const other = left.shift()
    if (other !== undefined)
      await changeSettings(tenant, [{ key: 'botLogins', value: [...value, other] }], { by: 'ben' })
    return [{ key: 'botLogins', value: [...value, entry], ifVersion: version }] as const
  }
}

it('an entry is added to what somebody else has set meanwhile', async () => {
  await changeAgain(tenant, adding('mine', ['theirs']), { by: 'ann', mayRepeat: true })
  expect(await readSetting(tenant, 'botLogins')).toEqual(['theirs', 'mine'])
})

it.each([
  ['twice in a row', ['one', 'two'], true],
  ['under a whole value', ['one'], false],
])('what changes %s is not written over', async (_, others, mayRepeat) => {
  await expect(changeAgain(tenant, adding('mine', others), { by: 'ann', mayRepeat })).rejects.toMatchObject({
    code: 'settings/changed-meanwhile',
  })
  expect(await readSetting(tenant, 'botLogins')).toEqual(others)
})
