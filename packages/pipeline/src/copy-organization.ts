/**
 * An organization out of its file into the database that is set: once, by whoever moves there. The file stays, and no
 * run may be under way, since what it writes afterwards would be in the file alone.
 */
import { type CopiedTable, copyToSchema, createTenants, openPostgres, openRegistry } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { toChangeRow } from '@upflow/settings'
import type { Config } from './config.ts'
import { openData } from './open-data.ts'
import { PipelineError } from './pipeline-error.ts'
import { refuseWhileActive } from './runs/refuse-while-active.ts'

export interface Copied {
  readonly organization: string
  readonly tables: readonly CopiedTable[]
  /** Whether what was sealed can be opened by the secret that is set; else it is to be stored anew. */
  readonly canOpenSecrets: boolean
}

/**
 * @throws PipelineError `pipeline/no-database`, `pipeline/run-active`; DbError `db/unknown-organization`,
 *   `db/organization-exists`, `db/copy-differs`; nothing is left in the database then
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
    const { created_at: createdAt } = await registry.db
      .selectFrom('organizations')
      .select('created_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await refuseWhileRunning(config, id)
    const after = { name, copiedTo: 'database' }
    const tables = await copyToSchema(postgres, {
      path: await files.pathToRead(id),
      organization: { id, name, createdAt },
      change: toChangeRow({ key: 'organization', by, before: { name }, after }),
      // One that began meanwhile may have written what was copied already.
      confirm: () => refuseWhileRunning(config, id),
      signal,
    })
    return { organization: id, tables, canOpenSecrets: await canOpenSecrets(config, id, signal) }
  } finally {
    await postgres.close()
    await files.close()
    await registry.close()
  }
}

/** Runs that write to files lie beside them, in this data folder. */
async function refuseWhileRunning(
  { dataDir }: Pick<Config, 'dataDir'>,
  organizationId: OrganizationId,
): Promise<void> {
  // Whoever copies nothing loads no jobs.
  const { chooseJobsPlace } = await import('./engine/choose-jobs-place.ts')
  const runs = await chooseJobsPlace({ dataDir, jobsUrl: null }).openReader()
  if (runs === null) return
  try {
    await refuseWhileActive({ engine: { runs } }, organizationId, { refused: 'copied' })
  } finally {
    await runs.close()
  }
}

async function canOpenSecrets(
  config: Config,
  organizationId: OrganizationId,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const data = await openData({ config, ...(signal ? { signal } : {}) })
  try {
    return await data.credentials.accessOf(await data.tenants.open(organizationId)).then(
      () => true,
      (error: unknown) => (error as { code?: unknown }).code !== 'db/wrong-secret',
    )
  } finally {
    await data.close()
  }
}
