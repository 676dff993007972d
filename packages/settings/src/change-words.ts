/** What was set or done, in words: of an object the fields that differ, of a list what came and what went. */
import type { RepositoryId } from '@upflow/model'
import type { SettingChange } from './read-changes.ts'
import { type ActionKey, actionKeys } from './record-action.ts'
import { defaultSettings } from './settings.ts'

export interface ChangeWords {
  /** Of which repository alone, by its name; null for the organization, and for what is done. */
  readonly of: string | null
  /** What of the setting, as `timeZone` or `platform.members`; null for all of it. */
  readonly field: string | null
  /** `"UTC" → "Europe/Berlin"`, `added "ann"`, `crawl started (run_1)` */
  readonly text: string
}

/** One for each difference, at least one. */
export function changeWords(
  { key, repositoryId, before, after }: SettingChange,
  names: ReadonlyMap<RepositoryId, string>,
): ChangeWords[] {
  if (isAction(key)) return [{ of: null, field: null, text: actionText({ key, before, after }) }]
  const of = repositoryId === null ? null : (names.get(repositoryId) ?? repositoryId)
  const usual = of === null ? defaultSettings[key] : null
  const [old, now] = [before, after].map((json) => (json === null ? usual : JSON.parse(json)))
  const end = after === null && of === null ? ' (the default)' : ''
  // What one kind of rule says means nothing beside another's.
  const found = key === 'releaseRule' ? [whole([], old, now)] : differences([], old, now)
  if (found.length === 0) return [{ of, field: null, text: 'set to what is the default' }]
  return found.map(({ path, text }) => ({
    of,
    field: path.length === 0 ? null : path.join('.'),
    text: `${text}${end}`,
  }))
}

/** `calendar.timeZone: "UTC" → "Europe/Berlin"`, `releaseRule of acme/app: …`, `run: crawl started (run_1)` */
export const changeTexts = (change: SettingChange, names: ReadonlyMap<RepositoryId, string>): string[] =>
  changeWords(change, names).map(({ of, field, text }) => {
    const what = field === null ? change.key : `${change.key}.${field}`
    return `${what}${of === null ? '' : ` of ${of}`}: ${text}`
  })

const isAction = (key: SettingChange['key']): key is ActionKey => actionKeys.includes(key as ActionKey)

function actionText({ key, before, after }: Pick<SettingChange, 'key' | 'before' | 'after'>): string {
  const [old, now] = [before, after].map((json) => (json === null ? null : JSON.parse(json)))
  if (key === 'run') return `${now.job} ${now.did} (${now.run})`
  if (key === 'organization') return `${now.name} created`
  if (key === 'export') return (now.files ?? [now.file]).join(', ')
  if (key === 'connection') return `${now.did}, ${now.found}`
  if (key === 'channel') return `${now.name} ${now.did}`
  if (key === 'login') return `${(now ?? old).member} is ${now?.login ?? 'nobody'} at GitHub`
  if (key === 'repository') {
    if (now === null) return `${old.name} removed`
    return `${now.name} ${old === null ? 'added' : now.isPaused ? 'paused' : 'read again'}`
  }
  return `${old} → ${now}`
}

interface Difference {
  readonly path: readonly string[]
  readonly text: string
}

type Path = readonly string[]

const whole = (path: Path, old: unknown, now: unknown): Difference => ({
  path,
  text: `${textOf(old, path)} → ${textOf(now, path)}`,
})

function differences(path: Path, old: unknown, now: unknown): Difference[] {
  if (isSame(old, now)) return []
  if (isObject(old) && isObject(now))
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((field) =>
      differences([...path, field], old[field], now[field]),
    )
  if (Array.isArray(old) && Array.isArray(now) && old.length > 0 && now.length > 0)
    return listDifferences(path, old, now)
  return [whole(path, old, now)]
}

/** What is in one of them alone, and of what has a name in both what of it differs. */
function listDifferences(path: Path, old: readonly unknown[], now: readonly unknown[]): Difference[] {
  const hasNames = [old, now].every(allHaveNames)
  const [before, after] = [old, now].map(
    (list) => new Map(list.map((one) => [hasNames ? nameOf(one)! : JSON.stringify(one), one])),
  ) as [Map<string, unknown>, Map<string, unknown>]
  const alone = (word: string, these: typeof before, those: typeof before) => {
    const texts = [...these].flatMap(([name, one]) => (those.has(name) ? [] : [JSON.stringify(one)]))
    return texts.length === 0 ? [] : [`${word} ${texts.join(', ')}`]
  }
  const text = [...alone('added', after, before), ...alone('removed', before, after)].join('; ')
  const found = [
    ...(text === '' ? [] : [{ path, text }]),
    ...[...after].flatMap(([name, one]) =>
      before.has(name) ? differences([...path, name], before.get(name), one) : [],
    ),
  ]
  return found.length > 0 ? found : [{ path, text: 'in another order' }]
}

const allHaveNames = (list: readonly unknown[]): boolean =>
  list.every((one) => nameOf(one) !== undefined) && new Set(list.map(nameOf)).size === list.length

/** Who is in a team for ever is written as a login alone. */
function nameOf(one: unknown): string | undefined {
  if (typeof one === 'string') return one
  const name = isObject(one) ? (one.slug ?? one.login ?? one.name) : undefined
  return typeof name === 'string' ? name : undefined
}

/** What is not there is none, as what is so. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]))
  if (isObject(one) && isObject(other))
    return (
      Object.keys(one).every((field) => isSame(one[field], other[field])) &&
      Object.keys(other).every((field) => field in one || isSame(null, other[field]))
    )
  return (one ?? null) === (other ?? null)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A repository without a rule has the organization's; what is not there within something that is set, is none. */
const textOf = (value: unknown, path: Path): string =>
  value !== null && value !== undefined ? JSON.stringify(value) : path.length === 0 ? 'that of all' : 'none'
