/** A lock of a session: who has it, who hears of its loss, and what a connection that breaks or goes silent leaves. */
import { startPostgres } from '@upflow/tooling/postgres'
import { startRelay } from '@upflow/tooling/relay'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type HeldLock, holdLock, type LockOptions, openPostgres } from '../src/index.ts'

const server = await startPostgres()
afterAll(() => server?.stop())
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const fast = { askEveryMs: 20, silenceMs: 400 }
let holders = 0

interface Holding {
  readonly held: HeldLock | null
  readonly losses: unknown[]
}

async function hold(url: string, options: Partial<LockOptions> = {}): Promise<Holding> {
  const losses: unknown[] = []
  const onLost = (error: unknown) => void losses.push(error)
  const held = await holdLock(url, 'one', { holder: `holder ${++holders}`, onLost, ...options })
  if (held) closing.push(held.release)
  return { held, losses }
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const postgres = await openPostgres(url)
  try {
    return (await postgres.pool.query(sql)).rows
  } finally {
    await postgres.close()
  }
}

const lockers = `FROM pg_locks WHERE locktype = 'advisory'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
const until = async (condition: () => unknown) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function newRelay(url: string, cutAt?: (text: string) => boolean) {
  const relay = await startRelay(url, cutAt)
  closing.push(relay.close)
  return relay
}

describe.skipIf(server === null)('a lock', () => {
  it('is had by one at a time, who is told when it is lost', async () => {
    const url = await server!.cloneDatabase()
    const { held, losses } = await hold(url)
    expect([held !== null, (await hold(url)).held]).toEqual([true, null])
    const other = await holdLock(url, 'another', { holder: 'other', onLost: () => {} })
    await other!.release()
    await ask(url, `SELECT pg_terminate_backend(pid) ${lockers}`)
    await until(() => losses.length > 0)
    const again = await hold(url)
    expect(again.held).not.toBeNull()
    expect(losses).toMatchObject([{ code: 'db/unreachable' }])
    await held!.release()
    await held!.release()
  })

  it('that is shared is had by several, and by nobody alone', async () => {
    const url = await server!.cloneDatabase()
    const shared = [await hold(url, { isShared: true }), await hold(url, { isShared: true })]
    expect((await hold(url)).held).toBeNull()
    for (const { held } of shared) await held!.release()
    expect((await hold(url)).held).not.toBeNull()
    expect((await hold(url, { isShared: true })).held).toBeNull()
  })

  it('whose connection breaks before it is had is not lost: who asked is told, and nothing stays open', async () => {
    const url = await server!.cloneDatabase()
    let isCut = false
    const relay = await newRelay(url, (text) => {
      const cuts = !isCut && text.includes('tcp_keepalives')
      isCut ||= cuts
      return cuts
    })
    const losses: unknown[] = []
    const onLost = (error: unknown) => void losses.push(error)
    await expect(holdLock(relay.url, 'one', { holder: 'cut', onLost })).rejects.toMatchObject({
      code: 'db/unreachable',
    })
    expect([isCut, losses]).toEqual([true, []])
    expect((await hold(relay.url)).held).not.toBeNull()
  })

  it('is lost with a connection that gives no answer, and had again although the server keeps the old one', async () => {
    const url = await server!.cloneDatabase()
    const relay = await newRelay(url)
    const { losses } = await hold(relay.url, { holder: 'silent', ...fast })
    relay.silence()
    await until(() => losses.length > 0)
    expect(losses).toMatchObject([{ code: 'db/unreachable' }])
    expect((await ask(url, `SELECT pid ${lockers}`)).length).toBe(1)
    expect((await hold(relay.url)).held).toBeNull()
    expect((await hold(relay.url, { holder: 'silent' })).held).not.toBeNull()
    expect(losses).toHaveLength(1)
  })

  it('is kept as long as there are answers', async () => {
    const url = await server!.cloneDatabase()
    const { losses } = await hold(url, { askEveryMs: 5, silenceMs: 1_000 })
    const asked = `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name LIKE 'holder %' AND query = 'SELECT 1'`
    await until(async () => Number((await ask(url, asked))[0]!.n) > 0)
    expect([losses, (await hold(url)).held]).toEqual([[], null])
  })
})
