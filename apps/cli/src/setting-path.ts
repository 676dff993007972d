/** Settings as they are named and written in a terminal. */
import {
  type EditableKey,
  editableKeys,
  type Settings,
  type StoredSetting,
  type WantedChange,
} from '@upflow/settings'
import { UsageError } from './exit-codes.ts'

/** How the words of a value are read. */
type Form = 'texts' | 'numbers' | 'number' | 'text' | 'rule' | 'cron' | 'flag' | 'json'

const forms: Readonly<Record<string, Form>> = {
  releaseRule: 'rule',
  excludedLogins: 'texts',
  botLogins: 'texts',
  mergedLogins: 'json',
  generatedFiles: 'texts',
  kinds: 'json',
  longLivedBranches: 'texts',
  codingWindowDays: 'number',
  calendar: 'json',
  'calendar.timeZone': 'text',
  'calendar.workingDays': 'numbers',
  'calendar.from': 'text',
  'calendar.to': 'text',
  'calendar.holidays': 'texts',
  teams: 'json',
  personPages: 'flag',
  schedules: 'json',
  'schedules.crawl': 'cron',
  'schedules.reconcile': 'cron',
  discovery: 'json',
  'discovery.patterns': 'texts',
  'discovery.topics': 'texts',
  'discovery.archived': 'flag',
  'discovery.forks': 'flag',
}

export interface SettingPath {
  /** As it is written: `calendar.timeZone`. */
  readonly name: string
  readonly key: EditableKey
  /** Of the setting's value, or null for all of it. */
  readonly field: string | null
}

const fold = (text: string) => text.replaceAll('-', '').toLowerCase()

/** `codingWindowDays` or `coding-window-days`; null when it is none. */
export function findSetting(text: string): SettingPath | null {
  const name = Object.keys(forms).find((known) => fold(known) === fold(text))
  if (name === undefined) return null
  const [key, field = null] = name.split('.') as [EditableKey, string?]
  return { name, key, field }
}

/** @throws UsageError naming those that there are */
export function parseSetting(text: string): SettingPath {
  const found = findSetting(text)
  if (found) return found
  throw new UsageError(`there is no setting '${text}': there are ${Object.keys(forms).join(', ')}`)
}

/** Of words, to which some can be added. */
export const isList = ({ name }: Pick<SettingPath, 'name'>): boolean =>
  forms[name] === 'texts' || forms[name] === 'numbers'

export const valueAt = ({ key, field }: SettingPath, settings: Pick<Settings, EditableKey>): unknown =>
  field === null ? settings[key] : (settings[key] as unknown as Record<string, unknown>)[field]

/** The whole value of the setting, with what is given at the path. */
export const withValue = ({ field }: SettingPath, before: unknown, given: unknown): unknown =>
  field === null ? given : { ...(before as object), [field]: given }

export interface GivenWords {
  readonly words: readonly string[]
  readonly how: 'set' | 'add' | 'remove'
  /** What is there now. */
  readonly present: unknown
  readonly parseRule: (text: string) => Promise<unknown>
}

/** @throws UsageError; what cannot be set is found when it is set */
export async function readValue(
  { name }: Pick<SettingPath, 'name'>,
  { words, how, present, parseRule }: GivenWords,
): Promise<unknown> {
  const form = forms[name]!
  if (how !== 'set' && !isList({ name }))
    throw new UsageError(
      `--${how} goes with lists of words, and ${name} is none: set all of it, or use 'settings edit'`,
    )
  if (!isList({ name }) && words.length !== 1)
    throw new UsageError(
      `${name} takes one value${form === 'json' ? ' in JSON' : ''}, not ${words.length}: put it in quotes`,
    )
  const [first = ''] = words
  if (form === 'text') return first
  if (form === 'cron') return first === 'never' ? null : first
  if (form === 'number') return toNumber(first)
  // What is neither is refused where it is set.
  if (form === 'flag') return first === 'true' ? true : first === 'false' ? false : first
  if (form === 'rule') return parseRule(first)
  if (form === 'json') return parseJson(first, `the value of ${name}`)
  const given = form === 'numbers' ? words.map(toNumber) : words
  if (how === 'set') return given
  const keyOf = keyOfEntry(name)
  const entries = present as readonly unknown[]
  // What is there keeps its place: what is added twice is no change.
  const there = new Set(entries.map(keyOf))
  if (how === 'add') return [...entries, ...given.filter((one) => !there.has(keyOf(one)))]
  const isGiven = new Set(given.map(keyOf))
  const kept = entries.filter((one) => !isGiven.has(keyOf(one)))
  if (kept.length === entries.length)
    throw new UsageError(`there is no ${words.map((word) => `'${word}'`).join(', ')} in ${name}`)
  return kept
}

/** Logins are one in any case, and with an `@`; a glob means what it says. */
const keyOfEntry =
  (name: string) =>
  (entry: unknown): string =>
    name.endsWith('Logins') ? String(entry).replace(/^@/, '').toLowerCase() : String(entry)

const toNumber = (word: string): number | string => (/^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word)

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${what} is no JSON: ${(error as Error).message}`)
  }
}

export type Stored = { readonly [Key in EditableKey]: StoredSetting<Key> }

/** What can be edited, as one JSON object. */
export const documentOf = (stored: Stored): Pick<Settings, EditableKey> =>
  Object.fromEntries(editableKeys.map((key) => [key, stored[key].value])) as unknown as Pick<
    Settings,
    EditableKey
  >

/**
 * What an edited document changes: what was taken out goes back to its default.
 * @throws UsageError when it is no object, or has what is no setting
 */
export function changesOf(keys: readonly EditableKey[], stored: Stored, after: unknown): WantedChange[] {
  if (typeof after !== 'object' || after === null || Array.isArray(after))
    throw new UsageError('what you wrote is no JSON object of settings')
  const document = after as Readonly<Record<string, unknown>>
  const odd = Object.keys(document).find((key) => !(keys as readonly string[]).includes(key))
  if (odd !== undefined)
    throw new UsageError(`there is no setting '${odd}' here: there are ${keys.join(', ')}`)
  return keys.flatMap((key): WantedChange[] => {
    const { value, isSet, version } = stored[key]
    const isGone = !Object.hasOwn(document, key)
    if (isGone ? !isSet : JSON.stringify(document[key]) === JSON.stringify(value)) return []
    return [{ key, value: isGone ? undefined : document[key], ifVersion: version }]
  })
}
