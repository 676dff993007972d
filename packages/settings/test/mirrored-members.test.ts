/** What GitHub's list of a team makes of its members: the past stays, whoever comes begins, whoever goes ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenant, type Tenant } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { changeSettings, mirroredMembers, readSetting } from '../src/index.ts'

const today = '2026-03-10'
const of = (login: string, from: string | null = null, to: string | null = null) => ({ login, from, to })

it.each([
  ['who is on the list for the first time begins today', [], ['ann'], [of('ann', today)]],
  ['who is a member already stays as they are', [of('ann')], ['ANN'], [of('ann')]],
  [
    'who is gone ends today',
    [of('ann'), of('ben', '2026-01-01')],
    ['ann'],
    [of('ann'), of('ben', '2026-01-01', today)],
  ],
  [
    'who was a member before begins anew',
    [of('ann', null, '2026-02-01')],
    ['ann'],
    [of('ann', null, '2026-02-01'), of('ann', today)],
  ],
  ['who is gone and back on one day has not been away', [of('ann', null, today)], ['ann'], [of('ann')]],
  ['who comes and goes on one day was there that day', [of('ann', today)], [], [of('ann', today, today)]],
  [
    'what is past stays, whatever the list says',
    [of('ann', '2025-01-01', '2026-03-09')],
    [],
    [of('ann', '2025-01-01', '2026-03-09')],
  ],
  ['what was to come is not so', [of('ann', '2026-04-01')], [], []],
  ['who was to come and is there begins today', [of('ann', '2026-04-01')], ['ann'], [of('ann', today)]],
  ['who was to go and is there stays', [of('ann', null, '2026-04-01')], ['ann'], [of('ann')]],
] as const)('%s', (_, members, logins, expected) => {
  const mirrored = mirroredMembers(members, logins, today)
  expect(mirrored).toEqual(expected)
  expect(mirroredMembers(mirrored, logins, today)).toEqual(mirrored)
})

let folder: string
let tenant: Tenant
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upflow-mirrored-'))
  tenant = await openTenant(join(folder, 'acme.db'), parseOrganizationId('acme'))
})
afterEach(() => {
  tenant.close()
  rmSync(folder, { recursive: true, force: true })
})

it('nobody sets the members of a mirrored team by hand, but all else of it, and them once it is mirrored no more', async () => {
  const set = (value: unknown, isMirroring = false) =>
    changeSettings(tenant, [{ key: 'teams', value }], { by: 'ann', isMirroring })
  const bound = { slug: 'web', githubTeam: 'acme/web' }
  await set([{ slug: 'web', members: ['ann'] }])
  // Whoever was in it stays until GitHub says otherwise.
  await set([{ ...bound, members: ['ann'] }])
  await set(
    [
      {
        ...bound,
        members: [
          { login: 'ann', to: today },
          { login: 'ben', from: today },
        ],
      },
    ],
    true,
  )
  const { members } = (await readSetting(tenant, 'teams'))[0]!
  expect(members).toEqual([of('ann', null, today), of('ben', today)])

  const refused = {
    code: 'settings/invalid',
    facts: { problems: expect.stringMatching(/^teams\.1\.members must stay/) },
  }
  const other = { slug: 'other', members: ['cid'] }
  await expect(set([other, { ...bound, members: ['ann'] }])).rejects.toMatchObject(refused)
  await expect(
    set([other, { ...bound, slug: 'renamed', members: [...members, 'dan'] }]),
  ).rejects.toMatchObject(refused)
  await set([other, { ...bound, slug: 'renamed', name: 'Web', members }])
  await set([{ slug: 'renamed', members: ['dan'] }])
  expect((await readSetting(tenant, 'teams'))[0]!.members).toEqual([of('dan')])
  await expect(set([{ slug: 'web', members: [], githubTeam: 'web' }])).rejects.toMatchObject({
    facts: { problems: expect.stringContaining('teams.0.githubTeam must be a team of GitHub') },
  })
})
