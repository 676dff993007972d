/** A PostgreSQL of this benchmark, with a database whose commits are as durable as those of the others. */
import { startPostgres as startAny } from '@upflow/tooling/postgres'
import pg from 'pg'
import type { Durability } from './contenders/contender.ts'

export interface Postgres {
  url(durability: Durability): string
  stop(): Promise<void>
}

/** @returns it, or why there is none */
export async function startPostgres(): Promise<Postgres | { readonly missing: string }> {
  try {
    const postgres = await startAny({ settings: { fsync: 'on' } })
    if (!postgres) return { missing: 'there is no PostgreSQL here' }
    const urls = {
      normal: await postgres.cloneDatabase('normal'),
      full: await postgres.cloneDatabase('full'),
    }
    const client = new pg.Client({ connectionString: urls.normal })
    await client.connect()
    await client.query('ALTER DATABASE normal SET synchronous_commit = off')
    await client.end()
    return { url: (durability) => urls[durability], stop: () => postgres.stop() }
  } catch (error) {
    return { missing: (error as Error).message }
  }
}
