/** Settings and the audit into a tenant file. */
import type {
  NewSettingChange,
  RecordStore,
  SettingPlace,
  SettingsCommit,
  SettingText,
} from '../../store/record-store.ts'
import { settingTextsOf } from '../../store/setting-texts.ts'
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { applyOnce } from './apply-once.ts'

export function createRecords(sqlite: Sqlite, retry: BusyRetryOptions): RecordStore {
  const putChange = sqlite.prepare<[NewSettingChange]>(
    `INSERT INTO setting_changes (changed_at, changed_by, repository_id, key, before, after)
     VALUES (@changed_at, @changed_by, @repository_id, @key, @before, @after)`,
  )
  const put = sqlite.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
  const remove = sqlite.prepare('DELETE FROM settings WHERE key = ?')
  const removeOfRules = sqlite.prepare(
    `UPDATE settings SET value = json_remove(value, '$.' || ?) WHERE key = 'rules'`,
  )
  const putRule = sqlite.prepare('UPDATE repositories SET release_rule = ? WHERE id = ?')
  const readRule = sqlite
    .prepare<[string], string | null>('SELECT release_rule FROM repositories WHERE id = ?')
    .pluck()
  const readAll = sqlite.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings')

  /** Undefined where there is no such repository. */
  const read = ({ key, repositoryId }: SettingPlace): string | null | undefined =>
    repositoryId === null ? (settingTextsOf(readAll.all()).get(key) ?? null) : readRule.get(repositoryId)
  const write = ({ key, repositoryId, text }: SettingText): void => {
    if (repositoryId !== null) putRule.run(text, repositoryId)
    else if (text !== null) put.run(key, text)
    else {
      remove.run(key)
      removeOfRules.run(key)
    }
  }
  const commitSettings = sqlite.transaction(({ expected, texts, changes }: SettingsCommit) => {
    if (expected.some((one) => read(one) !== one.text)) return null
    for (const one of texts) write(one)
    return changes.map((change) => Number(putChange.run(change).lastInsertRowid))
  })
  return {
    commitSettings: (commit, busy = retry) => withBusyRetry(() => commitSettings.immediate(commit), busy),
    recordOnce: (token, change, busy = retry) =>
      applyOnce(sqlite, token, () => void putChange.run(change), busy),
    beginRemoval(repositoryId, change, busy = retry) {
      const forget = sqlite.transaction(() => {
        for (const table of ['sync_state', 'freshness'])
          sqlite.prepare<[string]>(`DELETE FROM ${table} WHERE repository_id = ?`).run(repositoryId)
        putChange.run(change)
      })
      return withBusyRetry(() => forget.immediate(), busy)
    },
    removePullRequests(repositoryId, most, busy = retry) {
      const remove = sqlite.prepare<[string, number]>(
        'DELETE FROM raw_pull_requests WHERE key IN (SELECT key FROM raw_pull_requests WHERE repository_id = ? LIMIT ?)',
      )
      const removeSome = sqlite.transaction(() => remove.run(repositoryId, most).changes)
      return withBusyRetry(() => removeSome.immediate(), busy)
    },
    endRemoval: (repositoryId, busy = retry) =>
      withBusyRetry(
        () => void sqlite.prepare<[string]>('DELETE FROM repositories WHERE id = ?').run(repositoryId),
        busy,
      ),
  }
}
