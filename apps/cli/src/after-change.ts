/**
 * What follows a change of settings: it is shown, what a release rule asks for is read where no crawl has, how much it
 * matches is said, and what the change touches is recalculated.
 */
import { readRuleMatches } from '@upflow/insights'
import type { OrganizationId } from '@upflow/model'
import { followChange, fullName, namesOf, type Pipeline } from '@upflow/pipeline'
import { changeTexts, type SettingChange } from '@upflow/settings'
import type { CommandContext } from './commands/context.ts'
import { executeJob } from './commands/run-job.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { reportEnd } from './follow/follow-run.ts'
import { readMarkers } from './read-markers.ts'
import { matchText } from './rule-text.ts'

export interface Changed {
  readonly organizationId: OrganizationId
  readonly changes: readonly SettingChange[]
  readonly recalculate: boolean
  /** For the JSON object beside the changes. */
  readonly also?: object
}

export async function afterChange(
  context: CommandContext,
  pipeline: Pipeline,
  { organizationId, changes, recalculate, also = {} }: Changed,
): Promise<ExitCode> {
  const { terminal } = context
  const repositories = await pipeline.organizations.repositories(organizationId)
  const names = new Map(repositories.map((one) => [one.id, fullName(one)]))
  for (const change of changes) for (const line of changeTexts(change, names)) terminal.note(line)
  if (changes.length === 0 && Object.keys(also).length === 0) terminal.note('It was so already.')
  const { touched, touchesFigures, unread } = await followChange(pipeline, { id: organizationId, changes })
  const tenant = await pipeline.tenants.open(organizationId)
  const crawled =
    unread.length === 0
      ? null
      : await readMarkers(context, pipeline, {
          organizationId,
          repositories: await namesOf(tenant, unread),
          isWanted: recalculate,
        })
  const matches = changes.some(({ key }) => key === 'releaseRule')
    ? await readRuleMatches(await pipeline.tenants.openToRead(organizationId), {
        repositoryIds: touched.map(({ id }) => id),
      })
    : []
  for (const match of matches) terminal.note(matchText(match))
  const result = { ...also, changes, ...(matches.length > 0 ? { matches } : {}) }
  if (touchesFigures && recalculate && repositories.length > 0) {
    const run = await executeJob(context, pipeline, {
      job: 'recalculate',
      organizationId,
      repositories: touched.length === repositories.length ? null : touched.map(({ id }) => id),
      demo: false,
      input: {},
      // One that is under way began with what was set before.
      onConflict: 'queue',
    })
    const exitCode = reportEnd(run, terminal, result)
    const isWhole = crawled === null || crawled.status === 'succeeded'
    return isWhole || exitCode !== exitCodes.success ? exitCode : exitCodes.partial
  }
  if (touchesFigures && !recalculate)
    terminal.note(`Figures stay as they are until 'recalculate ${organizationId}'.`)
  terminal.printJson(result)
  return exitCodes.success
}
