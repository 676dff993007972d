/** What follows a change that came over HTTP: the run that brings figures to what is set now is begun, not waited for. */
import type { OrganizationId } from '@upflow/model'
import { followChange, type JobName, type Pipeline, type Repository, startRun } from '@upflow/pipeline'
import type { SettingChange } from '@upflow/settings'

export interface Followed {
  /** The run that brings figures to what is set now; null where none is needed. */
  readonly run: { readonly id: string; readonly job: 'crawl' | 'recalculate' } | null
  /** Why what follows could not be begun: what was set is set nevertheless. */
  readonly problem: string | null
}

export interface AfterChange {
  readonly id: OrganizationId
  readonly changes: readonly SettingChange[]
  readonly by: string
  readonly recalculate: boolean
}

/** Never throws what ails a file: who asks again would be told of a conflict with what was just set. */
export async function afterChange(pipeline: Pipeline, change: AfterChange): Promise<Followed> {
  try {
    return { run: await follow(pipeline, change), problem: null }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    if (typeof code !== 'string') throw error
    return { run: null, problem: pipeline.redact(message) }
  }
}

async function follow(
  pipeline: Pipeline,
  { id, changes, by, recalculate }: AfterChange,
): Promise<Followed['run']> {
  const { touched, unread } = await followChange(pipeline, { id, changes })
  if (!recalculate || touched.length === 0) return null
  const start = async <Job extends JobName>(job: Job, repositories: readonly Repository[]) => {
    const all = await pipeline.organizations.repositories(id)
    const { runId } = await startRun(pipeline, {
      job,
      organizationId: id,
      repositories: repositories.length === all.length ? null : repositories.map((one) => one.id),
      queue: pipeline.queue,
      by,
      // One that is under way began with what was set before.
      onConflict: 'queue',
    })
    return { id: runId, job }
  }
  const canRead = unread.length > 0 && (await hasAccess(pipeline, id))
  const rest = canRead ? touched.filter((one) => !unread.includes(one)) : touched
  // A crawl recalculates what it reads.
  const recalculation = rest.length > 0 ? await start('recalculate', rest) : null
  return canRead ? await start('crawl', unread) : recalculation
}

const hasAccess = async ({ credentials, tenants }: Pipeline, id: OrganizationId): Promise<boolean> =>
  credentials.accessOf(await tenants.open(id)).then(
    () => true,
    () => false,
  )
