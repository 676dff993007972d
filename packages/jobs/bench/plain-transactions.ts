/** The floor: what SQLite takes for the rows of a step and a commit, with nothing around them. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Durability } from './contenders/contender.ts'

export function plainTransactionsPerSecond(folder: string, durability: Durability, count: number): number {
  const database = new Database(join(folder, `plain-${performance.now()}.db`))
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${durability}`)
  database.exec(`
    CREATE TABLE runs (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO runs VALUES (1, 0);
    CREATE TABLE steps (id INTEGER PRIMARY KEY, v TEXT); CREATE TABLE events (id INTEGER PRIMARY KEY, v TEXT)`)
  const [read, step, event] = [
    database.prepare('SELECT n FROM runs WHERE id = 1'),
    database.prepare('INSERT INTO steps (v) VALUES (?)'),
    database.prepare('INSERT INTO events (v) VALUES (?)'),
  ]
  const transaction = database.transaction((value: string) => {
    read.get()
    step.run(value)
    event.run(value)
    event.run(value)
  })
  const started = performance.now()
  for (let index = 0; index < count; index++) transaction.immediate(String(index))
  const rate = (count / (performance.now() - started)) * 1_000
  database.close()
  return rate
}
