/** What was changed of a setting, in words: of an object, the fields that differ. */
import type { RepositoryId } from '@upflow/model'
import { type ActionKey, actionKeys, defaultSettings, type SettingChange } from '@upflow/settings'

/** A line for each. */
export function changeText(
  { key, repositoryId, before, after }: SettingChange,
  names: ReadonlyMap<RepositoryId, string>,
): string[] {
  if (isAction(key)) return [actionText({ key, before, after })]
  const whose = repositoryId === null ? '' : ` of ${names.get(repositoryId) ?? repositoryId}`
  const otherwise = repositoryId === null ? JSON.stringify(defaultSettings[key]) : null
  const [old, now] = [before ?? otherwise, after ?? otherwise].map((json) =>
    json === null ? null : JSON.parse(json),
  )
  const end = after === null ? ' (the default)' : ''
  if (!isObject(old) || !isObject(now) || key === 'releaseRule')
    return [`${key}${whose}: ${text(old)} → ${text(now)}${end}`]
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  const lines = fields.flatMap((field) =>
    text(old[field]) === text(now[field])
      ? []
      : [`${key}.${field}: ${text(old[field])} → ${text(now[field])}${end}`],
  )
  return lines.length === 0 ? [`${key}: set to what is the default`] : lines
}

const isAction = (key: SettingChange['key']): key is ActionKey => actionKeys.includes(key as ActionKey)

/** `run: crawl started (run_1)`, `repository: acme/app added`, `connection: checked, good`, `name: Acme → Acme Inc` */
function actionText({ key, before, after }: Pick<SettingChange, 'key' | 'before' | 'after'>): string {
  const [old, now] = [before, after].map((json) => (json === null ? null : JSON.parse(json)))
  if (key === 'run') return `run: ${now.job} ${now.did} (${now.run})`
  if (key === 'organization') return `organization: ${now.name} created`
  if (key === 'export') return `export: ${(now.files ?? [now.file]).join(', ')}`
  if (key === 'connection') return `connection: ${now.did}, ${now.found}`
  if (key === 'channel') return `channel: ${now.name} ${now.did}`
  if (key === 'login') return `login: ${(now ?? old).member} is ${now?.login ?? 'nobody'} at GitHub`
  if (key === 'repository') {
    if (now === null) return `repository: ${old.name} removed`
    return `repository: ${now.name} ${old === null ? 'added' : now.isPaused ? 'paused' : 'read again'}`
  }
  return `${key}: ${old} → ${now}`
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string =>
  value === null || value === undefined ? 'the default' : JSON.stringify(value)
