/**
 * Runs as pages ask for them, and what follows from having heard that one is over: whoever was told so, or has it on
 * the screen, is shown what it has written, however long insights would show what was there before.
 */
import type { Insights } from '@upflow/insights'
import { isTerminal, type Run } from '@upflow/jobs'
import type { ApiContext } from './api-context.ts'

type Asked = ApiContext['runs']

export function hearEnds(runs: Asked, { noneUntil }: Pick<Insights, 'noneUntil'>): Asked {
  const heard = (run: Run) => {
    if (isTerminal(run.status) && run.finishedAt !== null) noneUntil(run.finishedAt)
  }
  return {
    events: (...asked) => runs.events(...asked),
    steps: (...asked) => runs.steps(...asked),
    async get(id) {
      const run = await runs.get(id)
      if (run) heard(run)
      return run
    },
    async list(filter) {
      const found = await runs.list(filter)
      for (const run of found) heard(run)
      return found
    },
    async *watch(id, options) {
      for await (const event of runs.watch(id, options)) {
        if (event.type === 'run.finished') noneUntil(event.at)
        yield event
      }
    },
  }
}
