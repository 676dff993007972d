/**
 * What the routes read from, as whoever asks may see it: organizations that are theirs and the runs of those. What a
 * route does not have, it cannot give away.
 */
import { decide, roleIn, seenBy } from '@upflow/accounts'
import type { Run } from '@upflow/jobs'
import type { Context } from 'hono'
import type { ApiContext } from '../api/api-context.ts'
import type { Caller } from '../api/caller.ts'
import { unknownRun } from '../api/resources/unknown-run.ts'
import { eventUntold, isTelling, runUntold, stepUntold } from './told-runs.ts'

/** As the engine has it. */
const usualLimit = 50

export const contextFor = async (request: Context, all: ApiContext): Promise<ApiContext> =>
  seenContext(await all.callerOf(request), all)

export function seenContext(caller: Caller, all: ApiContext): ApiContext {
  if (caller.isAdministrator) return all
  const isSeen = ({ labels }: Run) =>
    labels.organization !== undefined && roleIn(caller, labels.organization) !== null
  const isTold = (run: Run) =>
    !isTelling(run) || decide(caller, 'settings.read', run.labels.organization ?? null) === 'allowed'
  const shown = (run: Run): Run => (isTold(run) ? run : runUntold(run))
  const { runs } = all
  const get = async (id: string) => {
    const run = await runs.get(id)
    return run && isSeen(run) ? shown(run) : null
  }
  const mustSee = async (id: string): Promise<Run> => {
    const run = await get(id)
    if (run) return run
    throw unknownRun(id)
  }
  return {
    ...all,
    organizations: { ...all.organizations, ...seenBy(caller, all.organizations) },
    runs: {
      ...runs,
      get,
      async events(id, options) {
        const run = await mustSee(id)
        const events = await runs.events(id, options)
        return isTold(run) ? events : events.map(eventUntold)
      },
      async steps(id) {
        const run = await mustSee(id)
        const steps = await runs.steps(id)
        return isTold(run) ? steps : steps.map(stepUntold)
      },
      async *watch(id, options) {
        const run = await mustSee(id)
        for await (const event of runs.watch(id, options)) yield isTold(run) ? event : eventUntold(event)
      },
      async list(filter = {}) {
        const asked = filter.labels?.organization
        const ids = [...caller.roles.keys()].filter((id) => asked === undefined || id === asked)
        const found = await Promise.all(
          ids.map((organization) => runs.list({ ...filter, labels: { ...filter.labels, organization } })),
        )
        // Each is the newest first, and so is what comes of them.
        return found
          .flat()
          .sort((one, other) => (one.id < other.id ? 1 : -1))
          .slice(0, filter.limit ?? usualLimit)
          .map(shown)
      },
    },
  }
}
