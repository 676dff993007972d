/**
 * Views of pages that somebody keeps by a name: one's own in an organization, which nobody else sees. Their
 * organization's audit has that one was saved or removed, and neither its name nor its address.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { AccountsError } from '../accounts-error.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { checkName, invalid } from './check-person.ts'
import { newId } from './secret-text.ts'

/** Those that the filter chooses something of. */
export const viewPages = ['overview', 'now', 'cycle-time', 'reviews', 'flow', 'releases', 'pulls'] as const
export type ViewPage = (typeof viewPages)[number]

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly page: ViewPage
  /** What stands behind the `?` of its address; empty where there is none. */
  readonly query: string
  readonly createdAt: Instant
}

export interface ViewOwner {
  readonly organization: string
  /** Null where nobody signs in. */
  readonly userId: string | null
}

const mostViews = 100
const mostCharacters = 4_000

export const listSavedViews = (
  file: AccountFile,
  { organization, userId }: ViewOwner,
): Promise<SavedView[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[string, string | null], SavedView>(
        `SELECT id, name, page, query, created_at AS createdAt FROM saved_views
         WHERE organization_id = ? AND user_id IS ? ORDER BY name COLLATE NOCASE, name`,
      )
      .all(organization, userId),
  )

export interface NewView extends ViewOwner {
  readonly name: string
  readonly page: ViewPage
  readonly query: string
  readonly by: string
}

/** One of that name there is already becomes this one. @throws AccountsError `accounts/invalid` */
export const saveView = (
  file: AccountFile,
  { organization, userId, name, page, query, by }: NewView,
): Promise<SavedView> =>
  file.write((sqlite) => {
    const view = { name: checkName(name), page, query: checkQuery(query) }
    const before = named(sqlite, { organization, userId, name: view.name })
    const id = before?.id ?? newId('view')
    const createdAt = before?.createdAt ?? file.now()
    if (!before) leaveRoom(sqlite, { organization, userId })
    sqlite
      .prepare(
        `INSERT INTO saved_views (id, organization_id, user_id, name, page, query, created_at)
         VALUES (@id, @organization, @userId, @name, @page, @query, @createdAt)
         ON CONFLICT (id) DO UPDATE SET page = excluded.page, query = excluded.query`,
      )
      .run({ ...view, id, organization, userId, createdAt })
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      organizationId: organization,
      what: 'view.saved',
      subject: id,
    })
    return { ...view, id, createdAt }
  })

/** @throws AccountsError `accounts/unknown-view` */
export const removeView = (
  file: AccountFile,
  { organization, userId, id, by }: ViewOwner & { readonly id: string; readonly by: string },
): Promise<void> =>
  file.write((sqlite) => {
    const { changes } = sqlite
      .prepare('DELETE FROM saved_views WHERE organization_id = ? AND user_id IS ? AND id = ?')
      .run(organization, userId, id)
    if (changes === 0)
      throw new AccountsError('accounts/unknown-view', 'There is no such view of yours: it was removed.')
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      organizationId: organization,
      what: 'view.removed',
      subject: id,
    })
  })

const named = (sqlite: Sqlite, { organization, userId, name }: ViewOwner & { readonly name: string }) =>
  sqlite
    .prepare<[string, string | null, string], SavedView>(
      `SELECT id, name, page, query, created_at AS createdAt FROM saved_views
       WHERE organization_id = ? AND user_id IS ? AND name = ?`,
    )
    .get(organization, userId, name)

function leaveRoom(sqlite: Sqlite, { organization, userId }: ViewOwner): void {
  const count = sqlite
    .prepare<[string, string | null], number>(
      'SELECT count(*) FROM saved_views WHERE organization_id = ? AND user_id IS ?',
    )
    .pluck()
    .get(organization, userId)!
  if (count >= mostViews) invalid('name', `is of one more than the ${mostViews} views that can be kept`)
}

function checkQuery(text: string): string {
  const query = text.replace(/^\?/, '')
  return query.length > mostCharacters || /[\p{Cc}#]/u.test(query)
    ? invalid('query', `takes what stands behind the ? of an address, at most ${mostCharacters} characters`)
    : query
}
