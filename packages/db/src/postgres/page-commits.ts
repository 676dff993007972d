/** Pages into a schema: their rows and the place where to go on are one transaction. */
import type { RawPullRequest } from '@upflow/model'
import type { PoolClient } from 'pg'
import {
  goneAtOnce,
  isLastPage,
  isNextPage,
  stateAfter,
  toPostpone,
  toQueue,
  toQueueUnnamed,
  type Unnamed,
  type Unstorable,
  wholeOf,
} from '../store/page-decisions.ts'
import type { PageCommit, PageStore, PassPlace, QueuedItem, RetryCommit } from '../store/page-store.ts'
import { keyOf, keyRange } from '../tenant/raw-pull-requests.ts'
import { toText } from './put-rows.ts'
import { freshRow, toRemovedRow } from './rows.ts'
import type { Begun, Schema } from './schema.ts'
import { storeItems } from './store-items.ts'

const stateKey = ['repository_id', 'phase']
const queueKey = ['repository_id', 'number']

export function createPageCommits(schema: Schema): PageStore {
  const { name } = schema

  const clearSeen = (client: PoolClient, ordinal: number) => {
    const { least, most } = keyRange(ordinal)
    return client.query(`DELETE FROM ${name}.seen_pull_requests WHERE pull_request_key BETWEEN $1 AND $2`, [
      least,
      most,
    ])
  }
  const settle = (client: PoolClient, repositoryId: string, numbers: readonly number[]) =>
    numbers.length === 0
      ? undefined
      : client.query(
          `DELETE FROM ${name}.retry_queue WHERE repository_id = $1 AND number = ANY($2::bigint[])`,
          [repositoryId, numbers],
        )
  const enqueue = (client: PoolClient, repositoryId: string, items: readonly QueuedItem[]) =>
    schema.put(
      client,
      {
        table: 'retry_queue',
        key: queueKey,
        // One that is queued already keeps its place: only the reason is another.
        update: ['reason'],
      },
      onceEach(items).map(({ number, reason, nextAt }) => ({
        repository_id: repositoryId,
        number,
        reason,
        attempts: 0,
        next_at: nextAt,
      })),
    )

  const addUnnamed = async (client: PoolClient, repositoryId: string, unnamed: PageCommit['unnamed']) => {
    if (unnamed.reasons.length === 0) return
    const { rows } = await client.query<Unnamed>(
      `SELECT count(*) AS known, coalesce(1 - min(number), 0) AS next FROM ${name}.retry_queue
       WHERE repository_id = $1 AND number <= 0`,
      [repositoryId],
    )
    await enqueue(client, repositoryId, toQueueUnnamed(unnamed, rows[0]!))
  }

  /** After the token: who has written it at this moment is waited for by then. */
  const placeOf = async (
    client: PoolClient,
    { repositoryId, after, state: { phase } }: PageCommit,
  ): Promise<PassPlace | undefined> => {
    if (after === undefined) return undefined
    const { rows } = await client.query<PassPlace>(
      `SELECT pass_token, pages FROM ${name}.sync_state WHERE repository_id = $1 AND phase = $2`,
      [repositoryId, phase],
    )
    return rows[0]
  }

  const writePage = async (
    client: PoolClient,
    { ordinal, hasQueue }: Begun,
    { unstorable, ...commit }: PageCommit & { readonly unstorable: readonly Unstorable[] },
  ): Promise<void> => {
    const { repositoryId, items, seen, end } = commit
    if (!isNextPage(commit, await placeOf(client, commit))) {
      await client.query(`DELETE FROM ${name}.applied_tokens WHERE token = $1`, [commit.token])
      return
    }
    if (seen?.begins) {
      await client.query(
        `UPDATE ${name}.retry_queue SET attempts = attempts + 1 WHERE repository_id = $1 AND number <= 0`,
        [repositoryId],
      )
      await clearSeen(client, ordinal)
    }
    const stored = await storeItems(client, schema, { ordinal, items, unstorable })
    if (hasQueue) await settle(client, repositoryId, wholeOf(items))
    await enqueue(client, repositoryId, toQueue(commit, stored))
    await addUnnamed(client, repositoryId, commit.unnamed)
    if (seen)
      await schema.put(
        client,
        { table: 'seen_pull_requests', key: ['pull_request_key'] },
        seen.numbers.map((number) => ({ pull_request_key: keyOf(ordinal, number) })),
      )
    if (commit.facts) {
      const { id, owner, name: called, is_archived, default_branch } = commit.facts
      await client.query(
        `UPDATE ${name}.repositories SET owner = $2, name = $3, is_archived = $4, default_branch = $5
         WHERE id = $1 AND (owner, name, is_archived, default_branch) IS DISTINCT FROM ($2, $3, $4, $5)`,
        [id, owner, called, is_archived, default_branch],
      )
    }
    const isLast = isLastPage(commit, stored)
    await putState(client, stateAfter(commit, stored, isLast))
    if (!isLast) return
    if (seen)
      await client.query(
        `DELETE FROM ${name}.retry_queue WHERE repository_id = $1 AND number <= 0 AND attempts > 0`,
        [repositoryId],
      )
    if (end.crawl)
      await schema.put(
        client,
        {
          table: 'sync_state',
          key: stateKey,
          update: ['watermark'],
          guard: 'excluded.watermark > coalesce(old.watermark, 0)',
        },
        [end.crawl],
      )
    if (end.fresh) await putFresh(client, repositoryId, end.fresh)
  }
  const putState = (client: PoolClient, state: PageCommit['state']) =>
    schema.put(client, { table: 'sync_state', key: stateKey }, [state])
  const putFresh = (client: PoolClient, repositoryId: string, fresh: Parameters<PageStore['putFresh']>[1]) =>
    schema.put(client, { table: 'freshness', key: ['repository_id'] }, [freshRow(repositoryId, fresh)])

  const writeRetry = async (client: PoolClient, commit: RetryCommit, unstorable: readonly Unstorable[]) => {
    const { repositoryId, items, gone } = commit
    const ordinal = await schema.ordinalOf(client, repositoryId)
    const stored = await storeItems(client, schema, { ordinal, items, unstorable })
    await settle(client, repositoryId, [...wholeOf(items), ...gone])
    for (const { number, reason, nextAt } of toPostpone(commit, stored))
      await client.query(
        `INSERT INTO ${name}.retry_queue AS old (repository_id, number, reason, attempts, next_at)
         VALUES ($1, $2, $3, 0, $4) ON CONFLICT (repository_id, number) DO UPDATE SET
           attempts = old.attempts + 1, reason = excluded.reason, next_at = excluded.next_at`,
        [repositoryId, number, toText(reason), nextAt],
      )
  }

  const tryOneOf =
    (repositoryId: string) =>
    async (client: PoolClient, item: RawPullRequest): Promise<void> => {
      const ordinal = await schema.ordinalOf(client, repositoryId)
      await storeItems(client, schema, { ordinal, items: [item], unstorable: [] })
      await client.query('ROLLBACK')
    }

  return {
    commitPage: (commit, busy) =>
      schema.withoutUnstorable(
        commit.items,
        async (unstorable) =>
          void (await schema.once(
            commit.token,
            (client, begun) => writePage(client, begun, { ...commit, unstorable }),
            {
              repositoryId: commit.repositoryId,
              busy,
              // The state goes with it: the pass goes on from before it. After the last, nobody looks at it again.
              isRepeatable: !commit.isLast && commit.isLastWhenUnchanged.length === 0,
            },
          )),
        tryOneOf(commit.repositoryId),
      ),
    commitRetry: (commit, busy) =>
      schema.withoutUnstorable(
        commit.items,
        (unstorable) => schema.transaction((client) => writeRetry(client, commit, unstorable), busy),
        tryOneOf(commit.repositoryId),
      ),
    async removeGone({ repositoryId, pullRequests, at }, busy) {
      for (let start = 0; start < pullRequests.length; start += goneAtOnce) {
        const ids = pullRequests.slice(start, start + goneAtOnce).map(({ id }) => id)
        await schema.transaction(async (client) => {
          const { rows } = await client.query(
            `DELETE FROM ${name}.raw_pull_requests WHERE repository_id = $1 AND id = ANY($2::text[])
             RETURNING repository_id, number, id, payload`,
            [repositoryId, ids],
          )
          await schema.put(
            client,
            { table: 'removed_pull_requests', key: queueKey },
            rows.map((row) => toRemovedRow(row, at)),
          )
          await settle(
            client,
            repositoryId,
            rows.map(({ number }) => number),
          )
        }, busy)
      }
    },
    forgetSeen: (repositoryId, dueAt, busy) =>
      schema.transaction(async (client) => {
        const ordinal = await schema.ordinalOf(client, repositoryId)
        await client.query(
          `UPDATE ${name}.retry_queue SET next_at = least(next_at, $2) WHERE repository_id = $1 AND number > 0
           AND NOT EXISTS (SELECT 1 FROM ${name}.seen_pull_requests WHERE pull_request_key = $3 + number)`,
          [repositoryId, dueAt, keyOf(ordinal, 0)],
        )
        await clearSeen(client, ordinal)
      }, busy),
    putState: (state, busy) =>
      schema.transaction(async (client) => void (await putState(client, state)), busy),
    putFresh: (repositoryId, fresh, busy) =>
      schema.transaction(async (client) => void (await putFresh(client, repositoryId, fresh)), busy),
    forgetTokens: (prefix, busy) =>
      schema.transaction(async (client) => {
        await client.query(`DELETE FROM ${name}.applied_tokens WHERE token >= $1 AND token < $2`, [
          prefix,
          `${prefix}\u{10ffff}`,
        ])
        await schema.prune(client)
      }, busy),
  }
}

/** Of one that is there twice, the first says when, and the last why. */
function onceEach(items: readonly QueuedItem[]): QueuedItem[] {
  const first = new Map<number, QueuedItem>()
  for (const item of items)
    first.set(item.number, { ...item, nextAt: first.get(item.number)?.nextAt ?? item.nextAt })
  return [...first.values()]
}
