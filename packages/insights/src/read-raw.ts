/** A pull request as it was read from GitHub, before anything is made of it: what every number of it follows from. */
import { fromPayload, type Tenant } from '@upflow/db'
import type { RawPullRequest } from '@upflow/model'
import { chooseRepository } from './choose-facts.ts'
import { InsightsError } from './insights-error.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'

/** @throws InsightsError `insights/unknown-pull-request`, `insights/unknown-repository`, `insights/ambiguous-repository` */
export async function readRaw(
  tenant: Tenant,
  { repository, number }: { readonly repository: string; readonly number: number },
): Promise<RawPullRequest> {
  const { sqlite } = tenant
  const payload = await ofOneMoment(tenant, () => {
    const { id } = chooseRepository(readFacts(tenant).repositories, repository)
    return sqlite
      .prepare<[string, number], string>(
        'SELECT payload FROM raw_pull_requests WHERE repository_id = ? AND number = ?',
      )
      .pluck()
      .get(id, number)
  })
  if (payload !== undefined) return fromPayload(payload)
  throw new InsightsError(
    'insights/unknown-pull-request',
    `There is no stored pull request ${repository}#${number}: look at its number, or have it read by 'pulls refresh'.`,
    { repository, number },
  )
}
