/**
 * Changes what is set: all of a change or nothing of it, each with who, when, before and after in the same
 * transaction. Nothing is half-written, and nothing that somebody else changed meanwhile is written over unseen.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'
import { withoutSecrets } from './notifications.ts'
import type { SettingChange } from './read-changes.ts'
import { storedTexts, versionOf } from './read-settings.ts'
import type { SettingKey, Webhook } from './settings.ts'
import { SettingsError } from './settings-error.ts'

export interface WantedChange {
  readonly key: SettingKey
  /** As it came from outside; undefined to go back to the default. */
  readonly value: unknown
  /** Of a repository alone, which only a release rule can be. */
  readonly repositoryId?: RepositoryId
  /** The version that the change was made from. */
  readonly ifVersion?: string
}

export interface ChangeOptions {
  /** Who changes it, such as `ann` or `cli:ann`. */
  readonly by: string
  /** Default: the present. */
  readonly now?: Instant
}

interface Row extends Omit<WantedChange, 'value'> {
  /** Null for the default. */
  readonly text: string | null
}

/**
 * @returns what was changed; what is set to what it was already is no change
 * @throws SettingsError `settings/invalid` naming all that is wrong, `settings/changed-meanwhile`,
 *   `settings/unknown-repository`
 */
export async function changeSettings(
  tenant: Tenant,
  changes: readonly WantedChange[],
  options: ChangeOptions,
): Promise<SettingChange[]> {
  const rows = await toRows(changes)
  const change = tenant.sqlite.transaction(() => rows.flatMap((row) => write(tenant, row, options)))
  return withBusyRetry(() => change.immediate(), tenant.retry)
}

async function toRows(changes: readonly WantedChange[]): Promise<Row[]> {
  const { validate } = await import('./validate.ts')
  const problems: string[] = []
  const rows = changes.flatMap(({ value, ...change }): Row[] => {
    if (value === undefined) return [{ ...change, text: null }]
    const checked = validate(change.key, value)
    if ('value' in checked) return [{ ...change, text: JSON.stringify(checked.value) }]
    problems.push(...checked.problems)
    return []
  })
  if (problems.length === 0) return rows
  throw new SettingsError('settings/invalid', `Nothing is changed: ${problems.join('; ')}.`, {
    problems: problems.join('\n'),
  })
}

/** To be called in a transaction. */
function write(
  tenant: Tenant,
  row: Row,
  { by, now = Math.floor(Date.now() / 1_000) }: ChangeOptions,
): SettingChange[] {
  const place = placeOf(tenant, row)
  const before = place.read()
  if (row.ifVersion !== undefined && row.ifVersion !== versionOf(before))
    throw new SettingsError(
      'settings/changed-meanwhile',
      `Nothing is changed: somebody has changed ${row.key} since you read it. Read it again, and change what is there now.`,
      {
        key: row.key,
        now: shown(row.key, before) ?? 'the default',
        version: versionOf(before),
        wanted: shown(row.key, row.text) ?? 'the default',
      },
    )
  if (before === row.text) return []
  place.write(row.text)
  const change = {
    changedAt: now,
    changedBy: by,
    repositoryId: row.repositoryId ?? null,
    key: row.key,
    before: shown(row.key, before),
    after: shown(row.key, row.text),
  }
  const { lastInsertRowid } = tenant.sqlite
    .prepare(
      `INSERT INTO setting_changes (changed_at, changed_by, repository_id, key, before, after)
       VALUES (@changedAt, @changedBy, @repositoryId, @key, @before, @after)`,
    )
    .run(change)
  return [{ id: Number(lastInsertRowid), ...change }]
}

interface Place {
  read(): string | null
  write(text: string | null): void
}

function placeOf(tenant: Tenant, { key, repositoryId }: Row): Place {
  const { sqlite } = tenant
  if (repositoryId === undefined)
    return {
      read: () => storedTexts(sqlite).get(key) ?? null,
      write(text) {
        if (text !== null)
          return void sqlite
            .prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
            .run(key, text)
        sqlite.prepare('DELETE FROM settings WHERE key = ?').run(key)
        sqlite
          .prepare(`UPDATE settings SET value = json_remove(value, '$.' || ?) WHERE key = 'rules'`)
          .run(key)
      },
    }
  if (key !== 'releaseRule')
    throw new SettingsError(
      'settings/invalid',
      `A repository has no ${key} of its own: only a releaseRule.`,
      { key },
    )
  const read = sqlite
    .prepare<[string], string | null>('SELECT release_rule FROM repositories WHERE id = ?')
    .pluck()
  return {
    read() {
      const found = read.get(repositoryId)
      if (found !== undefined) return found
      throw new SettingsError(
        'settings/unknown-repository',
        `Organization '${tenant.organizationId}' has no repository ${repositoryId}: it was removed meanwhile.`,
        { repository: repositoryId },
      )
    },
    write: (text) =>
      void sqlite.prepare('UPDATE repositories SET release_rule = ? WHERE id = ?').run(text, repositoryId),
  }
}

/** As it may be shown: of a secret, whether there is one. */
function shown(key: SettingKey, text: string | null): string | null {
  if (text === null) return null
  if (key === 'notifications') return JSON.stringify(withoutSecrets(JSON.parse(text)))
  if (key === 'webhook') {
    const { secrets } = JSON.parse(text) as Webhook
    return JSON.stringify({ secrets: secrets.map(({ madeAt }) => ({ madeAt })) })
  }
  if (key !== 'integration') return text
  const { sealedToken, ...rest } = JSON.parse(text) as { readonly sealedToken?: string | null }
  return JSON.stringify(sealedToken === undefined ? rest : { ...rest, hasToken: sealedToken !== null })
}
