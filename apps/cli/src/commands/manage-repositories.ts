/** `repo pause`, `resume`, `remove`, `available`, `discover`, `estimate`: which repositories are read, and what that costs. */
import {
  applySchedules,
  availableRepositories,
  discover,
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
  action: 'pause' | 'resume' | 'remove' | 'available' | 'discover' | 'estimate',
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
    } else if (action === 'discover') {
      const { news, ...found } = await discover(pipeline, id, { discovery: null, signal })
      const added = news.map(({ repository, pattern }) => ({ name: fullName(repository), pattern }))
      terminal.printJson({ ...found, news: added })
      terminal.print(
        `${found.seen} repositories are seen, ${found.matched} taken in by patterns, ${news.length} of them new`,
      )
      for (const { name, pattern } of added) terminal.print(`${name}  by ${pattern}`)
      for (const name of found.removed) terminal.note(`${name} was removed by hand: it is not added again.`)
      for (const owner of found.unseenOwners) terminal.note(`${owner} cannot be seen with this token.`)
      if (added.length > 0) terminal.note(`The next crawl adds them: 'crawl ${id}' begins one.`)
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
