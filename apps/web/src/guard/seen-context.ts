/**
 * What the routes read from, as whoever asks may see it: organizations that are theirs and the runs of those. What a
 * route does not have, it cannot give away.
 */
import { roleIn, seenBy } from '@upflow/accounts'
import type { Run } from '@upflow/jobs'
import type { Context } from 'hono'
import type { ApiContext } from '../api/api-context.ts'
import type { Caller } from '../api/caller.ts'
import { unknownRun } from '../api/resources/unknown-run.ts'

/** As the engine has it. */
const usualLimit = 50

export const contextFor = async (request: Context, all: ApiContext): Promise<ApiContext> =>
  seenContext(await all.callerOf(request), all)

export function seenContext(caller: Caller, all: ApiContext): ApiContext {
  if (caller.isAdministrator) return all
  const isSeen = ({ labels }: Run) =>
    labels.organization !== undefined && roleIn(caller, labels.organization) !== null
  const { runs } = all
  const get = async (id: string) => {
    const run = await runs.get(id)
    return run && isSeen(run) ? run : null
  }
  const mustSee = async (id: string) => {
    if (!(await get(id))) throw unknownRun(id)
  }
  return {
    ...all,
    organizations: { ...all.organizations, ...seenBy(caller, all.organizations) },
    runs: {
      ...runs,
      get,
      async events(id, options) {
        await mustSee(id)
        return runs.events(id, options)
      },
      async steps(id) {
        await mustSee(id)
        return runs.steps(id)
      },
      async *watch(id, options) {
        await mustSee(id)
        yield* runs.watch(id, options)
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
      },
    },
  }
}
