/**
 * Reads what is set. What is stored was validated when it was written, so that reading costs a look-up and loads
 * nothing. Each is one short statement.
 */
import { hashOf, type Sqlite, settingTextsOf, type TenantStore } from '@upflow/db'
import type { Calendar, CalendarRule, Rules } from '@upflow/model'
import { defaultSettings, type SettingKey, type Settings, settingKeys, type TeamMember } from './settings.ts'
import { fromStored } from './stored-form.ts'

export interface StoredSetting<Key extends SettingKey = SettingKey> {
  readonly key: Key
  readonly value: Settings[Key]
  /** False where the default holds. */
  readonly isSet: boolean
  /** Changes with the value: what was read is still so as long as it is the same. */
  readonly version: string
}

export async function readSetting<Key extends SettingKey>(
  tenant: TenantStore,
  key: Key,
): Promise<Settings[Key]> {
  return (await readSettings(tenant))[key].value
}

/** All of them, of one moment. */
export async function readSettings({ db }: Pick<TenantStore, 'db'>): Promise<StoredSettings> {
  return toStored(await db.selectFrom('settings').selectAll().execute())
}

/** As `readSettings`, for a transaction of the caller's. */
export const storedSettings = ({ sqlite }: { readonly sqlite: Sqlite }): StoredSettings =>
  toStored(sqlite.prepare<[], TextRow>('SELECT key, value FROM settings').all())

type TextRow = Parameters<typeof settingTextsOf>[0][number]

function toStored(rows: readonly TextRow[]): StoredSettings {
  const texts = settingTextsOf(rows)
  return Object.fromEntries(
    settingKeys.map((key) => {
      const text = texts.get(key)
      const value = text === undefined ? defaultSettings[key] : fromStored(key, JSON.parse(text))
      return [key, { key, value, isSet: text !== undefined, version: versionOf(text) }]
    }),
  ) as unknown as StoredSettings
}

/** Of a setting as it is stored, also of a repository's own: `StoredSetting.version`. */
export const versionOf = (text: string | null | undefined): string =>
  text === null || text === undefined ? 'default' : hashOf(text).slice(0, 16)

/** The rules by which pull requests are analyzed; the calendars of teams among them. */
export const readRules = async (tenant: Pick<TenantStore, 'db'>): Promise<Rules> =>
  rulesOf(await readSettings(tenant))

export type StoredSettings = { readonly [Key in SettingKey]: StoredSetting<Key> }

/** As `readRules`, of settings that are read already. */
export function rulesOf(settings: StoredSettings): Rules {
  const { excludedLogins, botLogins, mergedLogins, generatedFiles, kinds, longLivedBranches } = settings
  const { codingWindowDays, calendar, teams } = settings
  return {
    excludedLogins: excludedLogins.value,
    botLogins: botLogins.value,
    generatedFiles: generatedFiles.value,
    kinds: kinds.value,
    longLivedBranches: longLivedBranches.value,
    codingWindowDays: codingWindowDays.value,
    calendar: calendar.value,
    calendars: teams.value.flatMap(({ members, calendar: own }) =>
      own === null ? [] : calendarRules(members, own),
    ),
    ...(mergedLogins.value.length === 0 ? {} : { mergedLogins: mergedLogins.value }),
  }
}

/** Of those who are always in the team together, of the others for their days. */
function calendarRules(members: readonly TeamMember[], calendar: Calendar): CalendarRule[] {
  const always = members.filter(({ from, to }) => from === null && to === null)
  const others = members.filter((one) => !always.includes(one))
  return [
    { logins: always.map(({ login }) => login), calendar },
    ...others.map(({ login, from, to }) => ({ logins: [login], calendar, from, to })),
  ]
}
