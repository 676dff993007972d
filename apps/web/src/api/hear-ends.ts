/**
 * Runs as pages ask for them, and what follows from having heard that one is over: whoever was told so, or has it on
 * the screen, is shown what it has written, however long insights would show what was there before.
 */
import type { Insights } from '@upflow/insights'
import { isTerminal, type Run, type RunEvent } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import type { ApiContext } from './api-context.ts'

type Asked = ApiContext['runs']

/** An end is told by the clock of the machine that executed the run, which may be behind by so much. */
const clockMs = 5_000

export function hearEnds(runs: Asked, { noneUntil }: Pick<Insights, 'noneUntil'>): Asked {
  const heard = ({ status, finishedAt, labels: { organization } }: Run) => {
    if (isTerminal(status) && finishedAt !== null && organization !== undefined)
      noneUntil(organization as OrganizationId, finishedAt + clockMs)
  }
  const get: Asked['get'] = async (id) => {
    const run = await runs.get(id)
    if (run) heard(run)
    return run
  }
  const isEnd = ({ type }: RunEvent) => type === 'run.finished'
  return {
    get,
    steps: (...asked) => runs.steps(...asked),
    async list(filter) {
      const found = await runs.list(filter)
      for (const run of found) heard(run)
      return found
    },
    async events(id, options) {
      const found = await runs.events(id, options)
      if (found.some(isEnd)) await get(id)
      return found
    },
    async *watch(id, options) {
      for await (const event of runs.watch(id, options)) {
        if (isEnd(event)) await get(id)
        yield event
      }
    },
  }
}
