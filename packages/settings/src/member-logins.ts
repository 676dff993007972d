/**
 * Which login of GitHub each member of the organization is, so that a page about a person can be for that person. A row
 * of the settings for each, so that two who set different ones at once do not write over each other.
 */
import type { TenantStore } from '@upflow/db'
import { type Instant, normalizeLogin } from '@upflow/model'
import { toChangeRow } from './record-action.ts'
import { SettingsError } from './settings-error.ts'

export interface MemberLogin {
  readonly login: string
  /** Who said so: `bySignIn`, or an administrator, whose word stays. */
  readonly by: string
}

/** Said by GitHub itself, of who signs in there. */
export const bySignIn = 'sign-in by GitHub'

const prefix = 'login:'
/** Counts the changes: of two at once, of whomever they are, the second looks again at who is who. */
const countKey = 'logins'

/** By the id of the person; also of those who are no members any more. */
export async function memberLoginsOf({
  db,
}: Pick<TenantStore, 'db'>): Promise<ReadonlyMap<string, MemberLogin>> {
  const rows = await db.selectFrom('settings').selectAll().where('key', 'like', `${prefix}%`).execute()
  return new Map(rows.map(({ key, value }) => [key.slice(prefix.length), JSON.parse(value) as MemberLogin]))
}

export async function memberLoginOf(
  { db }: Pick<TenantStore, 'db'>,
  userId: string,
): Promise<MemberLogin | null> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', prefix + userId)
    .executeTakeFirst()
  return row ? (JSON.parse(row.value) as MemberLogin) : null
}

export interface WantedMemberLogin {
  readonly userId: string
  /** As the audit names them. */
  readonly email: string
  /** Null for none. */
  readonly login: string | null
  /** The ids of all who are members now: from who is none any more, a login may be taken. */
  readonly members: readonly string[]
  readonly by: string
  /** Default: the present. */
  readonly now?: Instant
}

/**
 * What an administrator has set, no sign-in changes, and a sign-in takes no login that is somebody else's.
 * @returns false where it was so already, or may not be changed so: then nothing is written
 * @throws SettingsError `settings/invalid`; `settings/login-taken` for an administrator alone
 */
export async function setMemberLogin(tenant: TenantStore, wanted: WantedMemberLogin): Promise<boolean> {
  const { userId, email, members, by, now = Math.floor(Date.now() / 1_000) } = wanted
  const login = wanted.login === null ? null : await checkLogin(wanted.login)
  for (;;) {
    const count = await countOf(tenant)
    const all = await memberLoginsOf(tenant)
    const before = all.get(userId) ?? null
    if (by === bySignIn && before !== null && before.by !== bySignIn) return false
    if ((before?.login ?? null) === login && (before === null || before.by === by)) return false
    const others = login === null ? [] : othersWith(all, { userId, login })
    if (login !== null && others.some(([id]) => members.includes(id))) {
      if (by === bySignIn) return false
      throw taken(login)
    }
    const rows: readonly LoginRow[] = [
      { userId, member: email, before, after: login === null ? null : { login, by } },
      // Whoever has gone, and comes back, is not two with whoever has it by then. How they were called is not known.
      ...others.map(([id, one]) => ({ userId: id, member: id, before: one, after: null })),
    ]
    const ids = await tenant.commitSettings({
      expected: [toCount(count), ...rows.map(({ userId, before }) => toText(userId, before))],
      texts: [toCount((count ?? 0) + 1), ...rows.map(({ userId, after }) => toText(userId, after))],
      changes: rows.map(({ member, before, after }) => {
        const shown = (one: MemberLogin | null) => one && { member, login: one.login }
        return toChangeRow({ key: 'login', by, before: shown(before), after: shown(after), now })
      }),
    })
    // Null: somebody else was quicker.
    if (ids !== null) return true
  }
}

/** Null before the first. */
async function countOf({ db }: Pick<TenantStore, 'db'>): Promise<number | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', countKey).executeTakeFirst()
  return row ? Number(row.value) : null
}

const toCount = (count: number | null) => ({
  key: countKey,
  repositoryId: null,
  text: count === null ? null : String(count),
})

interface LoginRow {
  readonly userId: string
  /** As the audit names them. */
  readonly member: string
  readonly before: MemberLogin | null
  readonly after: MemberLogin | null
}

const toText = (userId: string, login: MemberLogin | null) => ({
  key: prefix + userId,
  repositoryId: null,
  text: login && JSON.stringify(login),
})

const othersWith = (
  all: ReadonlyMap<string, MemberLogin>,
  { userId, login }: { readonly userId: string; readonly login: string },
): (readonly [id: string, login: MemberLogin])[] =>
  [...all].filter(([id, one]) => id !== userId && normalizeLogin(one.login) === normalizeLogin(login))

async function checkLogin(given: string): Promise<string> {
  const { login } = await import('./schema-parts.ts')
  const checked = login.safeParse(given)
  if (checked.success) return checked.data
  const problem = `login ${checked.error.issues.map(({ message }) => message).join('; ')}`
  throw new SettingsError('settings/invalid', `Nothing is changed: ${problem}.`, { problems: problem })
}

const taken = (login: string) =>
  new SettingsError(
    'settings/login-taken',
    `Another member is '${login}' already: a login is of one person. Take it from them first.`,
    { login },
  )
