/**
 * What a release rule that was just set asks GitHub for, tags or deployments, is read when no crawl has: without, the
 * rule would seem to release nothing until the next one.
 */
import type { Run } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import type { Pipeline } from '@upflow/pipeline'
import type { CommandContext } from './commands/context.ts'
import { executeJob } from './commands/run-job.ts'

export interface Unread {
  readonly organizationId: OrganizationId
  /** As a run finds them, at least one. */
  readonly repositories: readonly string[]
  /** False where it is only said how. */
  readonly isWanted: boolean
}

/** Null where it cannot be, or is not to be, read now: then it is said how. */
export async function readMarkers(
  context: CommandContext,
  pipeline: Pipeline,
  { organizationId, repositories, isWanted }: Unread,
): Promise<Run | null> {
  const { terminal } = context
  const { kind } = await pipeline.organizations.integration(organizationId)
  const options = [
    ...(kind === 'demo' ? ['--demo'] : []),
    ...repositories.map((one) => `--repository ${one}`),
  ]
  const offer = (why: string) =>
    terminal.note(`${why}'crawl ${organizationId} ${options.join(' ')}' reads what the rule asks for.`)
  if (!isWanted) {
    offer('')
    return null
  }
  try {
    await pipeline.credentials.accessOf(await pipeline.tenants.open(organizationId))
  } catch (error) {
    offer(`${(error as Error).message} Then `)
    return null
  }
  terminal.note(`Reads what the rule asks for, which no crawl has read: ${repositories.join(', ')}.`)
  const run = await executeJob(context, pipeline, {
    job: 'crawl',
    organizationId,
    repositories,
    demo: false,
    input: {},
    // One that is under way reads what the rule asked for before.
    onConflict: 'queue',
  })
  if (run.status !== 'succeeded')
    offer(
      `The crawl ${run.status === 'partial' ? 'ended in part' : run.status}: ${run.error?.message ?? run.id} `,
    )
  return run
}
