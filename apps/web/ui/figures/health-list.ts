/** Which repositories a list of health is asked for, so that it has what a page's count of them is of. */
import type { View } from '../app/view.ts'

/** That an address can name, at most. */
const most = 100

/**
 * All, where the filter chooses none: an address that named each would be refused where there are many.
 * @param names those that the count is of
 * @returns null where no list is just that
 */
export function healthListOf({ repo, teamAs, team }: View, names: readonly string[]): View | null {
  if (team === undefined || teamAs !== 'repository') return repo === undefined ? {} : { repo }
  return names.length > most ? null : { repo: names }
}
