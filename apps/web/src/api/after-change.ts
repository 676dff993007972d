/** What follows a change of what is set: figures are made anew by it, and what is read by itself is read at other times. */
import type { OrganizationId } from '@upflow/model'
import { applySchedules, fullName, type Pipeline, startRun } from '@upflow/pipeline'
import { isAboutFigures, readSettings, type SettingChange } from '@upflow/settings'

export interface Followed {
  /** The run that brings figures to what is set now; null where none is needed. */
  readonly run: { readonly id: string; readonly job: 'crawl' | 'recalculate' } | null
}

export interface AfterChange {
  readonly id: OrganizationId
  readonly changes: readonly SettingChange[]
  readonly by: string
  readonly recalculate: boolean
}

export async function afterChange(
  pipeline: Pipeline,
  { id, changes, by, recalculate }: AfterChange,
): Promise<Followed> {
  if (changes.some(({ key }) => ['calendar', 'integration', 'schedules'].includes(key)))
    await applySchedules(pipeline, id)
  const repositories = await pipeline.organizations.repositories(id)
  const isTouching = changes.some(({ key }) => isAboutFigures(key))
  if (!isTouching || !recalculate || repositories.length === 0) return { run: null }
  const ids = changes.map(({ repositoryId }) => repositoryId)
  const touched = ids.includes(null) ? null : repositories.filter((one) => ids.includes(one.id))
  const job = (await needsCrawl(pipeline, id, changes)) ? 'crawl' : 'recalculate'
  const { runId } = await startRun(pipeline, {
    job,
    organizationId: id,
    repositories: touched?.map(fullName) ?? null,
    queue: pipeline.queue,
    by,
    // One that is under way began with what was set before.
    onConflict: 'queue',
  })
  return { run: { id: runId, job } }
}

/** A rule by tags or deployments asks for what may not have been read; a crawl reads it and recalculates. */
async function needsCrawl(
  pipeline: Pipeline,
  id: OrganizationId,
  changes: readonly SettingChange[],
): Promise<boolean> {
  const asksForMarkers = changes.some(
    ({ key, after }) => key === 'releaseRule' && after !== null && /"kind":"(tags|deployments)"/.test(after),
  )
  if (!asksForMarkers) return false
  const tenant = await pipeline.tenants.open(id)
  if ((await readSettings(tenant)).integration.value.kind === 'demo') return false
  return pipeline.credentials.accessOf(tenant).then(
    () => true,
    () => false,
  )
}
