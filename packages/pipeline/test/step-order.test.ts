/**
 * The steps of our jobs begin in one order, whatever order they end in: an engine that numbers them finds in a resumed run
 * what is recorded of each.
 */
import { type Fault, loadSample } from '@upflow/github-emulator'
import { expect, it } from 'vitest'
import { acme, setup, until } from './support.ts'

it('the steps of a backfill begin in the same order in each execution', async () => {
  const data = loadSample()
  for (const repository of data.repositories) repository.pullRequests = repository.pullRequests.slice(-5)
  const { emulator, pipeline } = await setup({ data })
  const { runs } = pipeline.engine
  const ids = data.repositories.map(({ id }) => id)

  /** A backfill whose repositories are read in this order, of the four at once. */
  const begunWhen = async (order: readonly number[]): Promise<string[]> => {
    const open = ids.map(() => () => {})
    emulator.faults.push(
      ...ids.map(
        (id, index): Fault => ({
          when: ({ operation, variables }) => operation === 'PullRequests' && variables.repository === id,
          respond: {
            kind: 'hold',
            until: new Promise<void>((resolve) => {
              open[index] = resolve
            }),
          },
        }),
      ),
    )
    const { runId } = await pipeline.engine.jobs.backfill.trigger({ organizationId: acme } as never)
    for (const index of order) {
      open[index]!()
      const key = `sync:${ids[index]}`
      await until(async () => (await runs.steps(runId)).some((step) => step.key === key))
    }
    expect(await runs.wait(runId)).toMatchObject({ status: 'succeeded' })
    const events = await runs.events(runId)
    const synced = events.flatMap((event) =>
      event.type === 'step.succeeded' && event.step?.startsWith('sync:') ? [event.step] : [],
    )
    expect(synced).toEqual(order.map((index) => `sync:${ids[index]}`))
    return events.flatMap((event) =>
      event.type === 'step.started' && event.attempt === 1 ? [event.step!] : [],
    )
  }
  const first = await begunWhen([0, 1, 2, 3, 4])
  expect(await begunWhen([3, 4, 2, 1, 0])).toEqual(first)
  expect(await begunWhen([2, 0, 4, 3, 1])).toEqual(first)
  expect(first.filter((key) => key.startsWith('recalculate:'))).toHaveLength(ids.length)
})
