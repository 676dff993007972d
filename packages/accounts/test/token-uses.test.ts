/** That a token was used is noted beside the request, once a minute, whoever else changes accounts. */
import { expect, it } from 'vitest'
import { createApiToken, createTokenUses, listApiTokens, presentApiToken } from '../src/index.ts'
import { openTestAccounts } from './support.ts'

const organization = 'acme'

/** Counts what is written, as it is written. */
async function setup() {
  const { file, ...accounts } = await openTestAccounts()
  const made = { organization, userId: null, name: 'ci', scopes: ['read'], days: 9, by: 'cli' } as const
  const { id, text } = await createApiToken(file, made)
  const troubles: unknown[] = []
  let writes = 0
  const write: typeof file.write = (work) => {
    writes++
    return file.write(work)
  }
  const uses = createTokenUses({ write }, { onTrouble: (error) => troubles.push(error) })
  return {
    ...accounts,
    id,
    uses,
    troubles,
    writes: () => writes,
    present: () => presentApiToken(file, { text, uses }),
    lastUsedAt: async () => (await listApiTokens(file, { organization }))[0]!.lastUsedAt,
  }
}

it('whoever presents a token waits for nobody who changes accounts, and is noted once', async () => {
  const { id, present, uses, holdTurn, lastUsedAt, writes, troubles } = await setup()
  const letGo = await holdTurn()
  const holders = await Promise.all([present(), present(), present()])
  expect(holders.map((holder) => holder?.id)).toEqual([id, id, id])
  expect(await lastUsedAt()).toBeNull()
  await letGo()
  await uses.settled()
  expect([await lastUsedAt(), writes(), troubles]).toEqual([expect.any(Number), 1, []])
})

it('a use is noted a minute after the last that was, and not set back by one that is noted late', async () => {
  const { id, present, uses, clock, lastUsedAt, writes } = await setup()
  const use = async () => {
    await present()
    await uses.settled()
    return lastUsedAt()
  }
  const first = (await use())!
  expect([await use(), writes()]).toEqual([first, 1])
  clock.skipped += 61
  const second = (await use())!
  expect([second >= first + 60, writes()]).toEqual([true, 2])
  uses.note(id, first)
  await uses.settled()
  expect(await lastUsedAt()).toBe(second)
})

it('a use that cannot be noted keeps nobody out, and is told', async () => {
  const { id, present, uses, registry, troubles } = await setup()
  registry.sqlite.pragma('query_only = ON')
  expect(await present()).toMatchObject({ id })
  await uses.settled()
  expect(troubles).toHaveLength(1)
})
