/** The list of what one release released: of the same scope, whenever it was merged. */
import type { ReleaseBatch } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'

export function toReleaseList(view: View, { id, repository }: Pick<ReleaseBatch, 'id' | 'repository'>): View {
  const { from: _, to: __, ...scope } = toLinkFilter(view)
  return { ...scope, period: 'all', repo: [repository], releasedBy: id, whole: 'true' }
}
