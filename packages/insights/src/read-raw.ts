/** A pull request as it was read from GitHub, before anything is made of it: what every number of it follows from. */
import { fromPayload, type Tenant, withBusyRetry } from '@upflow/db'
import type { RawPullRequest } from '@upflow/model'
import { chooseRepository } from './choose-facts.ts'
import { readFacts } from './organization-facts.ts'

/**
 * Null when none is stored.
 * @throws InsightsError `insights/unknown-repository`, `insights/ambiguous-repository`
 */
export async function readRaw(
  tenant: Tenant,
  { repository, number }: { readonly repository: string; readonly number: number },
): Promise<RawPullRequest | null> {
  const { sqlite } = tenant
  const read = sqlite.transaction(() => {
    const { id } = chooseRepository(readFacts(tenant).repositories, repository)
    return sqlite
      .prepare<[string, number], string>(
        'SELECT payload FROM raw_pull_requests WHERE repository_id = ? AND number = ?',
      )
      .pluck()
      .get(id, number)
  })
  const payload = await withBusyRetry(() => read(), tenant.retry)
  return payload === undefined ? null : fromPayload(payload)
}
