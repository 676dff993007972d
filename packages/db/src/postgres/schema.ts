/** The schema of one organization, as the parts of its store use it. */
import type { OrganizationId, RawPullRequest } from '@upflow/model'
import type { PoolClient } from 'pg'
import type { BusyRetryOptions } from '../sqlite/busy.ts'
import { toUnstorable, type Unstorable } from '../store/page-decisions.ts'
import { isAboutTheRow } from './is-about-the-row.ts'
import type { Postgres } from './open-postgres.ts'
import { pruneNotes } from './prune-notes.ts'
import { type PutTarget, putRows } from './put-rows.ts'

export interface Schema {
  /** Quoted. */
  readonly name: string
  /** Of one moment, writing nothing. */
  snapshot<T>(read: (client: PoolClient) => Promise<T>): Promise<T>
  transaction<T>(work: (client: PoolClient) => Promise<T>, busy?: BusyRetryOptions): Promise<T>
  /** One that may be undone by a crash of the server, since it is done again then. */
  repeatable<T>(work: (client: PoolClient) => Promise<T>, busy?: BusyRetryOptions): Promise<T>
  /** Unless the token was applied; true when it ran now. */
  once(
    token: string,
    work: (client: PoolClient, begun: Begun) => Promise<void>,
    options?: {
      readonly repositoryId?: string | null
      readonly busy?: BusyRetryOptions | undefined
      readonly isRepeatable?: boolean
    },
  ): Promise<boolean>
  put: (
    client: PoolClient,
    target: Omit<PutTarget, 'schema'>,
    rows: readonly object[],
  ) => ReturnType<typeof putRows>
  /** 0, which none has, when there is no such repository: then the references to it refuse what is written of it. */
  ordinalOf(client: PoolClient, repositoryId: string): Promise<number>
  /** Forgets what was noted long ago: to be called where a pass ends, since whoever notes much makes passes. */
  prune(client: PoolClient): Promise<void>
  /** Runs the work, and where one of the items is refused, once more without those that are. */
  withoutUnstorable<T>(
    items: readonly RawPullRequest[],
    work: (unstorable: readonly Unstorable[]) => Promise<T>,
    tryOne: (client: PoolClient, item: RawPullRequest) => Promise<unknown>,
  ): Promise<T>
}

/** What is known of the repository with the token. */
export interface Begun {
  /** 0, which none has, when there is no such repository: then the references to it refuse what is written of it. */
  readonly ordinal: number
  /** Whether anything of it is queued. */
  readonly hasQueue: boolean
}

/** The name of an organization's schema; an organization's id has at most 39 characters. */
export const schemaOf = (organizationId: OrganizationId): string => `tenant_${organizationId}`

export function createSchema(postgres: Postgres, schema: string, retry: BusyRetryOptions): Schema {
  const name = `"${schema}"`
  const transaction: Schema['transaction'] = (work, busy = retry) => postgres.transaction(work, { busy })
  const repeatable: Schema['repeatable'] = (work, busy = retry) =>
    postgres.transaction(work, { busy, isRepeatable: true })
  const refuses = (tryOne: () => Promise<unknown>): Promise<unknown> =>
    tryOne().then(
      () => null,
      (error: unknown) => {
        if (!isAboutTheRow(error)) throw error
        return error
      },
    )
  return {
    name,
    transaction,
    repeatable,
    snapshot: (read) => postgres.transaction(read, { busy: retry, isSnapshot: true }),
    once: (token, work, { repositoryId = null, busy, isRepeatable = false } = {}) =>
      (isRepeatable ? repeatable : transaction)(async (client) => {
        const { rows } = await client.query<Begun & { readonly applied: number }>({
          name: `once ${name}`,
          text: `WITH applied AS (
              INSERT INTO ${name}.applied_tokens (token, applied_at)
              VALUES ($1, extract(epoch FROM now())::bigint) ON CONFLICT DO NOTHING RETURNING token
            )
            SELECT (SELECT count(*) FROM applied) AS applied,
              coalesce((SELECT ordinal FROM ${name}.repositories WHERE id = $2), 0) AS ordinal,
              EXISTS (SELECT 1 FROM ${name}.retry_queue WHERE repository_id = $2) AS "hasQueue"`,
          values: [token, repositoryId],
        })
        const { applied, ...begun } = rows[0]!
        if (applied === 0) return false
        await work(client, begun)
        return true
      }, busy),
    put: (client, target, rows) => putRows(client, { ...target, schema: name }, rows),
    async ordinalOf(client, repositoryId) {
      const { rows } = await client.query<{ ordinal: number }>(
        `SELECT ordinal FROM ${name}.repositories WHERE id = $1`,
        [repositoryId],
      )
      return rows[0]?.ordinal ?? 0
    },
    prune: (client) => pruneNotes(client, schema),
    async withoutUnstorable(items, work, tryOne) {
      try {
        return await work([])
      } catch (error) {
        if (!isAboutTheRow(error)) throw error
        const unstorable: Unstorable[] = []
        for (const item of items) {
          const refused = await refuses(() => transaction((client) => tryOne(client, item)))
          if (refused !== null) unstorable.push(toUnstorable(item.number, refused))
        }
        if (unstorable.length === 0) throw error
        return work(unstorable)
      }
    },
  }
}
