/** Pages that a view can be kept of, and the address of one that was. */
import type { SavedView } from '../api/types.ts'
import { parseView, type View, writeView } from '../app/view.ts'

export const addressOfPage = {
  overview: '/o/$org',
  now: '/o/$org/now',
  'cycle-time': '/o/$org/cycle-time',
  reviews: '/o/$org/reviews',
  flow: '/o/$org/flow',
  releases: '/o/$org/releases',
  pulls: '/o/$org/pulls',
} as const satisfies Readonly<Record<SavedView['page'], string>>

/**
 * Null for what no view is kept of: a person's page, a team's, and a list behind a number, which would be opened as
 * something else.
 * @param pathname of a page that the filter chooses something of
 */
export function pageOf(pathname: string): SavedView['page'] | null {
  const [, name = 'overview'] = /^\/o\/[^/]+(?:\/([^/]+))?\/?$/.exec(pathname) ?? [null, '']
  return name in addressOfPage ? (name as SavedView['page']) : null
}

/** From its first page on: the others move. */
export const toSavedQuery = ({ cursor: _, ...view }: View): string => writeView(view).slice(1)

export const toView = (query: string): View => parseView(query)
