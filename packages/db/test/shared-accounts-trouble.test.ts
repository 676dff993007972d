/** Accounts of several machines in trouble: the database falls silent, a file is held, a process is killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startRelay } from '@upflow/tooling/relay'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import {
  accountsOf,
  addLine,
  addPerson,
  atEnd,
  linesOf,
  newFileWith,
  newMachine,
  peopleOf,
  poolOf,
  rowsIn,
} from './machines.ts'
import { startPlaces } from './store-places.ts'
import { lockElsewhere, newFolder } from './support.ts'

const places = await startPlaces()
const newUrl = () => places!.server.cloneDatabase()

/** A database that is silent is given up soon, and gives up soon who is. */
const soon = { patience: { answerMs: 300, turnMs: 1_200 }, idleInTransactionMs: 500 }

/** A way to a database that falls silent once, as a text comes by that it listens for. */
async function startSilencer(url: string, text: string) {
  let isListening = false
  const relay = await startRelay(url, (sent) => {
    if (isListening && sent.includes(text)) {
      isListening = false
      relay.silence()
    }
    return false
  })
  atEnd(relay.close)
  return {
    url: relay.url,
    listen: () => {
      isListening = true
    },
  }
}

/** How many are in the midst of one. */
const inTransaction = async (pool: Pool): Promise<number> =>
  (
    await pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    )
  ).rowCount!

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await sleep(5)
}

describe.skipIf(places === null)('a machine', () => {
  it('takes in nobody by what is old while the database is away, and goes on with it', async () => {
    const url = await newUrl()
    const relay = await startRelay(url)
    atEnd(relay.close)
    const [here, there] = [await newMachine(relay.url, newFolder(), soon), await newMachine(url)]
    await here.registry.write((sqlite) => addPerson(sqlite, 'ann'))
    relay.silence()
    const unanswered = peopleOf(here.registry)
    await there.registry.write((sqlite) => sqlite.exec('DELETE FROM "user"'))
    await expect(unanswered).rejects.toMatchObject({ code: 'db/unreachable', retryable: true })
    expect(await peopleOf(here.registry)).toEqual([])
  })

  it('writes on after a write in whose midst the database fell silent', async () => {
    const way = await startSilencer(await newUrl(), 'INTO upflow.account_writes')
    const { registry } = await newMachine(way.url, newFolder(), soon)
    await registry.keepInStep()
    way.listen()
    const lost = registry.write((sqlite) => addLine(sqlite, 'lost'))
    const next = registry.write((sqlite) => addLine(sqlite, 'next'))
    await expect(lost).rejects.toMatchObject({ code: 'db/unreachable', retryable: true })
    expect(await next).toBe(1)
    expect(await linesOf({ registry })).toEqual([[1, 'next']])
  })

  it('reads on after it asked for what was written since, and the database fell silent', async () => {
    const url = await newUrl()
    const way = await startSilencer(url, 'FROM upflow.account_writes WHERE number')
    way.listen()
    const [here, there] = [await newMachine(way.url, newFolder(), soon), await newMachine(url)]
    await there.registry.write((sqlite) => addPerson(sqlite, 'ann'))
    await expect(peopleOf(here.registry)).rejects.toMatchObject({ code: 'db/unreachable', retryable: true })
    expect(await peopleOf(here.registry)).toEqual(['ann'])
  })

  it('knows that a write was done of whose end it heard nothing', async () => {
    const url = await newUrl()
    let isEnding = false
    const relay = await startRelay(url, (text) => {
      // What is sent gets there, and the answer is lost with its connection.
      if (isEnding && text.includes('COMMIT')) setImmediate(() => relay.silence())
      return false
    })
    atEnd(relay.close)
    const [here, there] = [await newMachine(relay.url), await newMachine(url)]
    await here.registry.keepInStep()
    isEnding = true
    const written = here.registry.write((sqlite) => addLine(sqlite, 'once'))
    await until(async () => (await linesOf(there)).length > 0)
    isEnding = false
    relay.cut()
    expect(await written).toBe(1)
    expect(await linesOf(here)).toEqual([[1, 'once']])
  })

  it.each(['writes', 'comes'])(
    'that %s while another process holds its file keeps no other machine waiting',
    async (what) => {
      const url = await newUrl()
      const there = await newMachine(url)
      await there.registry.keepInStep()
      const here = await newMachine(url, await newFileWith())
      if (what === 'writes') await here.registry.keepInStep()
      const lock = await lockElsewhere(join(here.dataDir, 'registry.db'))
      const waiting = here.registry.write((sqlite) => addLine(sqlite, 'here'))
      const pool = await poolOf(url)
      await until(async () => (await inTransaction(pool)) > 0)
      for (let n = 0; n < 3; n++) await there.registry.write((sqlite) => addLine(sqlite, 'there'))
      await lock.release()
      await waiting
      const subjects = (await linesOf(there))
        .map(([, subject]) => subject)
        .filter((subject) => subject !== '')
      expect(subjects).toEqual(['there', 'there', 'there', 'here'])
    },
  )
})

describe.skipIf(places === null)('a process that is killed', () => {
  const child = async (url: string, dataDir: string, work: string): Promise<ChildProcess> => {
    const source = `
      import { openPostgres, openPostgresRegistry, openRegistry } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      const postgres = await openPostgres(${JSON.stringify(url)})
      const registry = await openPostgresRegistry(postgres, await openRegistry({ dataDir: ${JSON.stringify(dataDir)} }))
      const line = (sqlite, subject) => sqlite.prepare("INSERT INTO account_changes (changed_at, changed_by, what, subject) VALUES (1, 'child', 'person.created', ?)").run(subject)
      ${work}`
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    atEnd(() => process_.kill('SIGKILL'))
    return process_
  }
  const kill = async (process_: ChildProcess) => {
    const gone = once(process_, 'exit')
    process_.kill('SIGKILL')
    await gone
  }
  /** Holds up whatever is put into the database, until it is told to go on. */
  const holdUp = async (pool: Pool) => {
    await pool.query(`
      CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$;
      CREATE TRIGGER held AFTER INSERT ON upflow.account_writes EXECUTE FUNCTION held()`)
    const holder = await pool.connect()
    await holder.query('SELECT pg_advisory_lock(42)')
    const isHeld = async () =>
      (await pool.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).rowCount === 1
    return {
      isHeld: () => until(isHeld),
      goOn: async () => {
        await holder.query('SELECT pg_advisory_unlock(42)')
        holder.release()
      },
    }
  }
  const numberIn = async (pool: Pool) =>
    (await pool.query('SELECT number FROM upflow.accounts')).rows[0].number

  it('before the database has its write has written nothing', async () => {
    const url = await newUrl()
    const { registry, dataDir } = await newMachine(url)
    await registry.write((sqlite) => addLine(sqlite, 'before'))
    const pool = await poolOf(url)
    const held = await holdUp(pool)
    const lost = await child(url, dataDir, `await registry.write((sqlite) => line(sqlite, 'lost'))`)
    await held.isHeld()
    await kill(lost)
    await held.goOn()
    await registry.write((sqlite) => addLine(sqlite, 'after'))
    expect(await linesOf({ registry })).toEqual([
      [1, 'before'],
      [2, 'after'],
    ])
  })

  it('between the database and its own file has that brought up to date by whoever comes next', async () => {
    const url = await newUrl()
    const { registry, dataDir } = await newMachine(url)
    await registry.keepInStep()
    const pool = await poolOf(url)
    const held = await holdUp(pool)
    const process_ = await child(url, dataDir, `await registry.write((sqlite) => line(sqlite, 'once'))`)
    await held.isHeld()
    const number = await numberIn(pool)
    // From here on its file is locked for it.
    const lock = await lockElsewhere(join(dataDir, 'registry.db'))
    await held.goOn()
    await until(async () => (await numberIn(pool)) > number)
    await kill(process_)
    expect(rowsIn(registry.sqlite).account_changes).toEqual([])
    await lock.release()
    expect(await linesOf({ registry })).toEqual([[1, 'once']])
    expect(await linesOf(await newMachine(url, dataDir))).toEqual([[1, 'once']])
  })

  it.each(['before', 'after'])(
    'as it brings what it has, %s the database has it, brings it once',
    async (when) => {
      const url = await newUrl()
      await newMachine(url)
      const pool = await poolOf(url)
      const dataDir = await newFileWith('ann')
      const held = await holdUp(pool)
      const lost = await child(url, dataDir, 'await registry.keepInStep()')
      await held.isHeld()
      if (when === 'before') await kill(lost)
      const lock = await lockElsewhere(join(dataDir, 'registry.db'))
      await held.goOn()
      if (when === 'after') {
        await until(async () => (await numberIn(pool)) > 0)
        await kill(lost)
      }
      await lock.release()
      const again = await newMachine(url, dataDir)
      expect([await peopleOf(again.registry), await linesOf(again)]).toEqual([['ann'], [[1, 'ann']]])
      expect(again.taken).toHaveLength(when === 'before' ? 1 : 0)
      expect(await peopleOf((await newMachine(url, newFolder())).registry)).toEqual(['ann'])
    },
  )

  it('again and again at any time, beside others, leaves what the database has', {
    timeout: 300_000,
  }, async () => {
    const url = await newUrl()
    const { registry } = await newMachine(url)
    const dataDir = newFolder()
    for (let round = 0; round < 12; round++) {
      const process_ = await child(
        url,
        dataDir,
        `for (let n = 0; ; n++) {
          await registry.write((sqlite) => line(sqlite, '${round}.' + n))
          console.log('${round}.' + n)
        }`,
      )
      let said = ''
      process_.stdout!.on('data', (data) => {
        said += data
      })
      await until(async () => said !== '')
      await registry.write((sqlite) => addLine(sqlite, `here ${round}`))
      await sleep(Math.random() * 60)
      await kill(process_)
      const own = said.trim().split('\n')
      const stored = (await linesOf({ registry }))
        .map(([, subject]) => subject)
        .filter((one) => one.startsWith(`${round}.`))
      // All that it was told, in order, and at the most one more of whose end it did not hear.
      expect(stored.slice(0, own.length)).toEqual(own)
      expect(stored.length - own.length).toBeLessThanOrEqual(1)
    }
    const again = await newMachine(url, dataDir)
    expect(await accountsOf(again.registry)).toEqual(await accountsOf(registry))
  })
})
