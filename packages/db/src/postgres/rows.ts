/** Rows as the schema takes them. */
import type { Instant } from '@upflow/model'
import type { Fresh } from '../store/page-store.ts'
import type { RemovedRow } from '../tenant/tables.ts'

export const freshRow = (repositoryId: string, fresh: Fresh): Readonly<Record<string, unknown>> => ({
  repository_id: repositoryId,
  ...fresh,
})

/** Its title is read here: PostgreSQL would refuse some that GitHub gives. */
export function toRemovedRow(
  { payload, ...row }: Pick<RemovedRow, 'repository_id' | 'number' | 'id'> & { readonly payload: string },
  at: Instant,
): Readonly<Record<string, unknown>> {
  const { title } = JSON.parse(payload) as { readonly title: string }
  return { ...row, title, removed_at: at }
}
