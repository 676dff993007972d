/** `repo pause`, `repo resume`, `repo remove`, `repo available`, `repo estimate`: which repositories are read, and what that costs. */
import {
  applySchedules,
  availableRepositories,
  estimateBackfill,
  fullName,
  pauseRepositories,
  processUser,
  removeRepositoryOf,
} from '@upflow/pipeline'
import { chooseOrganization } from '../choose-organization.ts'
import { formatDuration } from '../duration.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export async function manageRepositories(
  context: CommandContext,
  action: 'pause' | 'resume' | 'remove' | 'available' | 'estimate',
  { organization, names }: { readonly organization: string | undefined; readonly names: readonly string[] },
): Promise<ExitCode> {
  const { terminal, signal } = context
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    if (action === 'pause' || action === 'resume') {
      const isPaused = action === 'pause'
      const changed = await pauseRepositories(pipeline, id, { names, isPaused, by: processUser() })
      for (const one of changed)
        terminal.note(
          isPaused
            ? `${fullName(one)} is paused: nothing is read of it, and what was read of it counts.`
            : `${fullName(one)} is read again, from the next run on.`,
        )
      if (changed.length === 0) terminal.note('It was so already.')
      terminal.printJson({ [isPaused ? 'paused' : 'resumed']: changed.map(fullName) })
    } else if (action === 'remove') {
      for (const name of names) {
        await removeRepositoryOf(pipeline, id, { name, by: processUser() })
        terminal.note(`${name} is removed from organization ${id}, with all that was read of it.`)
      }
      await applySchedules(pipeline, id)
      terminal.printJson({ removed: names })
    } else if (action === 'available') {
      const repositories = []
      for (let cursor: string | null = null; ; ) {
        const page: Awaited<ReturnType<typeof availableRepositories>> = await availableRepositories(
          pipeline,
          id,
          {
            cursor,
            signal,
          },
        )
        repositories.push(...page.repositories)
        if (page.next === null) break
        cursor = page.next
      }
      terminal.printJson({ repositories })
      for (const { isAdded, isArchived, name, pullRequests } of repositories)
        terminal.print(
          `${name}  ${pullRequests} pull requests${isArchived ? ', archived' : ''}${isAdded ? ', read already' : ''}`,
        )
    } else {
      const found = await estimateBackfill(pipeline, id, names.length === 0 ? null : names)
      terminal.printJson({ estimate: found })
      terminal.print(
        `${found.pullRequests} pull requests: about ${found.requests} requests, ${found.points} points, ${formatDuration(found.seconds)}`,
      )
      for (const name of found.unseen) terminal.note(`${name} cannot be seen with this token.`)
    }
    return exitCodes.success
  })
}
