/** Settings and the audit into a schema. */
import type { PoolClient } from 'pg'
import type { NewSettingChange, RecordStore, SettingPlace, SettingText } from '../store/record-store.ts'
import { settingTextsOf } from '../store/setting-texts.ts'
import { toText } from './put-rows.ts'
import type { Schema } from './schema.ts'

export function createRecords(schema: Schema): RecordStore {
  const { name } = schema

  /** Undefined where there is no such repository. */
  const read = async (client: PoolClient, { key, repositoryId }: SettingPlace) => {
    if (repositoryId === null) {
      const { rows } = await client.query<{ key: string; value: string }>(
        `SELECT key, value FROM ${name}.settings`,
      )
      return settingTextsOf(rows).get(key) ?? null
    }
    const { rows } = await client.query<{ release_rule: string | null }>(
      `SELECT release_rule FROM ${name}.repositories WHERE id = $1 FOR UPDATE`,
      [repositoryId],
    )
    return rows[0]?.release_rule
  }
  const put = (client: PoolClient, key: string, value: string) =>
    schema.put(client, { table: 'settings', key: ['key'] }, [{ key, value }])
  const write = async (client: PoolClient, { key, repositoryId, text }: SettingText) => {
    if (repositoryId !== null)
      return client.query(`UPDATE ${name}.repositories SET release_rule = $2 WHERE id = $1`, [
        repositoryId,
        text,
      ])
    if (text !== null) return put(client, key, text)
    const { rows } = await client.query<{ value: string }>(
      `SELECT value FROM ${name}.settings WHERE key = 'rules'`,
    )
    if (rows[0]) {
      const { [key]: _, ...others } = JSON.parse(rows[0].value) as Record<string, unknown>
      await put(client, 'rules', JSON.stringify(others))
    }
    return client.query(`DELETE FROM ${name}.settings WHERE key = $1`, [key])
  }
  const record = async (client: PoolClient, change: NewSettingChange): Promise<number> => {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO ${name}.setting_changes (changed_at, changed_by, repository_id, key, before, after)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [
        change.changed_at,
        toText(change.changed_by),
        change.repository_id,
        change.key,
        change.before,
        change.after,
      ],
    )
    return rows[0]!.id
  }
  return {
    commitSettings: ({ expected, texts, changes }, busy) =>
      schema.transaction(async (client) => {
        // One after the other: what was expected is so until the end.
        await client.query(`LOCK TABLE ${name}.settings IN SHARE ROW EXCLUSIVE MODE`)
        for (const one of expected) if ((await read(client, one)) !== one.text) return null
        for (const one of texts) await write(client, one)
        const ids: number[] = []
        for (const change of changes) ids.push(await record(client, change))
        return ids
      }, busy),
    recordOnce: (token, change, busy) =>
      schema.once(token, async (client) => void (await record(client, change)), { busy }),
    beginRemoval: (repositoryId, change, busy) =>
      schema.transaction(async (client) => {
        for (const table of ['sync_state', 'freshness'])
          await client.query(`DELETE FROM ${name}.${table} WHERE repository_id = $1`, [repositoryId])
        await record(client, change)
      }, busy),
    removePullRequests: (repositoryId, most, busy) =>
      schema.transaction(async (client) => {
        const { rowCount } = await client.query(
          `DELETE FROM ${name}.raw_pull_requests WHERE key IN
             (SELECT key FROM ${name}.raw_pull_requests WHERE repository_id = $1 ORDER BY key LIMIT $2)`,
          [repositoryId, most],
        )
        return rowCount ?? 0
      }, busy),
    endRemoval: (repositoryId, busy) =>
      schema.transaction(
        async (client) =>
          void (await client.query(`DELETE FROM ${name}.repositories WHERE id = $1`, [repositoryId])),
        busy,
      ),
  }
}
