/**
 * What follows a change of what is set, the same from a terminal and a page: what comes by itself comes at other times
 * at once, and it is said what is to be read and recalculated so that figures are by it.
 */
import type { OrganizationId } from '@upflow/model'
import { isAboutFigures, type SettingChange } from '@upflow/settings'
import type { Pipeline } from './open-pipeline.ts'
import { fullName, listRepositories, type Repository } from './repositories.ts'
import { applySchedules } from './schedules.ts'

export interface Following {
  readonly touchesFigures: boolean
  /** The repositories whose figures it touches. */
  readonly touched: readonly Repository[]
  /**
   * Of them, those whose rule asks for tags or deployments that no crawl has read: by it they would release nothing. Of
   * one that is paused nothing is read.
   */
  readonly unread: readonly Repository[]
}

const timing: readonly string[] = ['calendar', 'integration', 'notifications', 'schedules', 'discovery']

export async function followChange(
  pipeline: Pick<Pipeline, 'credentials' | 'engine' | 'organizations' | 'tenants'>,
  { id, changes }: { readonly id: OrganizationId; readonly changes: readonly SettingChange[] },
): Promise<Following> {
  if (changes.some(({ key }) => timing.includes(key))) await applySchedules(pipeline, id)
  const touching = changes.filter(({ key }) => isAboutFigures(key))
  if (touching.length === 0) return { touchesFigures: false, touched: [], unread: [] }
  const tenant = await pipeline.tenants.open(id)
  const all = await listRepositories(tenant)
  const ids = touching.map(({ repositoryId }) => repositoryId)
  const touched = ids.includes(null) ? all : all.filter((one) => ids.includes(one.id))
  if (!touching.some(({ key }) => key === 'releaseRule')) return { touchesFigures: true, touched, unread: [] }
  const { readRuleMatches } = await import('@upflow/insights')
  const matches = await readRuleMatches(await pipeline.tenants.openToRead(id), {
    repositoryIds: touched.map((one) => one.id),
  })
  const needing = new Set(matches.flatMap((one) => (one.needsCrawl ? [one.repository] : [])))
  return {
    touchesFigures: true,
    touched,
    unread: touched.filter((one) => one.pause === null && needing.has(fullName(one))),
  }
}
