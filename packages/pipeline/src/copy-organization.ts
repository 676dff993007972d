/**
 * An organization out of its file into the database that is set: once, by whoever moves there. The file stays, and no
 * run may be under way, since what it writes afterwards would be in the file alone.
 */
import { join } from 'node:path'
import { type CopiedTable, copyToSchema, createTenants, openPostgres, openRegistry } from '@upflow/db'
import { recordAction } from '@upflow/settings'
import type { Config } from './config.ts'
import { openData } from './open-data.ts'
import { PipelineError } from './pipeline-error.ts'

export interface Copied {
  readonly organization: string
  readonly tables: readonly CopiedTable[]
  /** Whether what was sealed can be opened by the secret that is set; else it is to be stored anew. */
  readonly canOpenSecrets: boolean
}

/**
 * @throws PipelineError `pipeline/no-database`; DbError `db/unknown-organization`, `db/organization-exists`,
 *   `db/copy-differs`; nothing is left in the database then
 */
export async function copyOrganization(
  config: Config,
  organization: string,
  { by, signal }: { readonly by: string; readonly signal?: AbortSignal },
): Promise<Copied> {
  const { databaseUrl, dataDir } = config
  if (databaseUrl === null)
    throw new PipelineError(
      'pipeline/no-database',
      'There is no database to copy to: set UPFLOW_DATABASE_URL, and UPFLOW_SECRET to what it was.',
    )
  const registry = await openRegistry({ dataDir, signal })
  const files = createTenants({ dataDir, signal })
  const postgres = await openPostgres(databaseUrl)
  try {
    const { id, name } = await registry.get(organization)
    const path = await files.pathToRead(id)
    const copies = join(dataDir, 'copies')
    const tables = await copyToSchema(postgres, { path, organizationId: id, copies })
    const data = await openData({ config, ...(signal ? { signal } : {}) })
    try {
      await data.registry.create({ id, name })
      const tenant = await data.tenants.open(id)
      const after = { name, copiedTo: 'database' }
      await recordAction(tenant, { key: 'organization', by, before: { name }, after })
      const canOpenSecrets = await data.credentials.accessOf(tenant).then(
        () => true,
        (error: unknown) => (error as { code?: unknown }).code !== 'db/wrong-secret',
      )
      return { organization: id, tables, canOpenSecrets }
    } finally {
      await data.close()
    }
  } finally {
    await postgres.close()
    await files.close()
    await registry.close()
  }
}
