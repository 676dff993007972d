/** Where the files of organizations lie in a data folder, and whose file a name there is. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isOrganizationId, type OrganizationId } from '@upflow/model'

const folderOf = (dataDir: string) => join(dataDir, 'tenants')

export const tenantPath = (dataDir: string, organizationId: OrganizationId): string =>
  join(folderOf(dataDir), `${organizationId}.db`)

/** Null for a file that is nobody's. */
export function organizationOf(name: string): OrganizationId | null {
  const id = name.endsWith('.db') ? name.slice(0, -'.db'.length) : null
  return isOrganizationId(id) ? id : null
}

/** Those that have a file there, registered or not; none of a folder that cannot be looked into. */
export function organizationsWithFiles(dataDir: string): OrganizationId[] {
  try {
    return readdirSync(folderOf(dataDir))
      .flatMap((name) => organizationOf(name) ?? [])
      .sort()
  } catch {
    return []
  }
}
