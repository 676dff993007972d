/** The organization that a command is about; it may be left out when there is only one. */
import type { Organization } from '@upflow/db'
import type { Data } from '@upflow/pipeline/data'
import { UsageError } from './exit-codes.ts'

/** @throws DbError `db/unknown-organization`; UsageError when none is named and there are several or none */
export async function chooseOrganization(
  { organizations }: Data,
  id: string | undefined,
): Promise<Organization> {
  if (id !== undefined) return organizations.get(id)
  const all = await organizations.list()
  if (all.length === 1) return all[0]!
  if (all.length === 0)
    throw new UsageError(
      "there is no organization yet: create one with 'org create', or try 'backfill --demo'",
    )
  throw new UsageError(`name the organization, there are several: ${all.map((one) => one.id).join(', ')}`)
}
