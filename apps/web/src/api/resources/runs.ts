/** Runs of jobs, whichever process executes them: which there are, one of them, its steps and its log. */
import { z } from '@hono/zod-openapi'
import { oneOf } from '@upflow/insights/filter'
import type { RunEvent, RunFilter } from '@upflow/jobs'
import type { ApiContext } from '../api-context.ts'
import { fromCursor, toPage } from '../cursor.ts'
import { type Asked, defineRead } from '../read.ts'
import {
  eventShape,
  eventTypes,
  logLevels,
  runShape,
  runStatuses,
  stepShape,
  toEventAnswer,
  toRunAnswer,
  toStepAnswer,
} from '../shapes/run-shape.ts'
import { limitParameter, nextCursor, wholeNumber } from '../shapes/values.ts'
import { unknownRun } from './unknown-run.ts'

const tag = 'Runs'
const manyOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(oneOf(values)).min(1).max(values.length).optional(),
  )

const listQuery = z.object({
  organization: z.string().min(1).max(100).optional().describe('Only of this organization.'),
  job: oneOf(['backfill', 'crawl', 'reconcile', 'recalculate', 'refresh', 'mirror', 'notify']).optional(),
  status: manyOf(runStatuses).describe('Only in these statuses. May be repeated.'),
  limit: limitParameter(50, 500),
  cursor: z.string().max(500).optional().describe('The `next` of the page before.'),
})

export const runs = defineRead({
  path: '/runs',
  id: 'runs',
  tag,
  summary: 'Which runs there are, the newest first',
  params: z.object({}),
  query: listQuery,
  answer: z.object({ runs: z.array(runShape), next: nextCursor }),
  read: (asked, context) => pageOf(asked.query, context, asked.query),
  table: {
    row: runShape,
    async *rows(asked, context) {
      for (let cursor: string | undefined; ; ) {
        asked.signal.throwIfAborted()
        const page = await pageOf(asked.query, context, { limit: 500, cursor })
        yield page.runs
        if (page.next === null) return
        cursor = page.next
      }
    },
  },
})

async function pageOf(
  { organization, job, status }: z.output<typeof listQuery>,
  { runs }: ApiContext,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
) {
  const filter: RunFilter = {
    ...(organization === undefined ? {} : { labels: { organization } }),
    ...(job === undefined ? {} : { job }),
    ...(status === undefined ? {} : { status }),
    ...(cursor === undefined ? {} : { before: fromCursor(cursor, 'runs') }),
    limit: limit + 1,
  }
  const { rows, next } = toPage(await runs.list(filter), limit, 'runs')
  return { runs: rows.map(toRunAnswer), next }
}

export const runParams = z.object({ run: z.string().min(1).max(100).describe('The id of a run.') })

export const run = defineRead({
  path: '/runs/{run}',
  id: 'run',
  tag,
  summary: 'One run',
  params: runParams,
  query: z.object({}),
  answer: runShape,
  async read({ params }, { runs }) {
    const found = await runs.get(params.run)
    if (found === null) throw unknownRun(params.run)
    return toRunAnswer(found)
  },
})

export const steps = defineRead({
  path: '/runs/{run}/steps',
  id: 'steps',
  tag,
  summary: 'The steps of a run that have ended, or wait',
  description:
    'Of a `notify` run, what was told, to whom and how it was answered is for whoever may read the settings: others see neither results nor words of errors, but the names of steps, which have channels and topics in them.',
  params: runParams,
  query: z.object({}),
  answer: z.object({ steps: z.array(stepShape) }),
  read: async ({ params }, { runs }) => ({ steps: (await runs.steps(params.run)).map(toStepAnswer) }),
  table: {
    row: stepShape,
    async *rows({ params }, { runs }) {
      yield (await runs.steps(params.run)).map(toStepAnswer)
    },
  },
})

const logQuery = z.object({
  type: manyOf(eventTypes).describe('Only events of these types. May be repeated.'),
  level: oneOf(logLevels).optional().describe('Of logs, only of this level or a worse one.'),
  search: z.string().min(1).max(200).optional().describe('Only what has this text in its step or message.'),
  after: wholeNumber('takes the number of an event')
    .default(0)
    .openapi({ default: 0 })
    .describe('Only later events.'),
  limit: limitParameter(500, 5_000),
})

export const log = defineRead({
  path: '/runs/{run}/log',
  id: 'log',
  tag,
  summary: 'What happened in a run, from its beginning or after an event',
  params: runParams,
  query: logQuery,
  answer: z.object({
    events: z.array(eventShape),
    next: z.number().nullable().describe('The `after` of the next page; null when there are no more by now.'),
  }),
  async read(asked, context) {
    const events: z.output<typeof eventShape>[] = []
    const { limit } = asked.query
    for await (const batch of eventsOf(asked, context)) {
      events.push(...batch)
      if (events.length > limit) break
    }
    const page = events.slice(0, limit)
    return { events: page, next: events.length > limit ? page.at(-1)!.seq : null }
  },
  table: { row: eventShape, rows: eventsOf },
})

const batchSize = 500

async function* eventsOf(
  { params, query, signal }: Asked<z.output<typeof runParams>, z.output<typeof logQuery>>,
  { runs }: ApiContext,
) {
  const isWanted = wantedBy(query)
  for (let { after } = query; ; ) {
    signal.throwIfAborted()
    const events = await runs.events(params.run, { after, limit: batchSize })
    yield events.filter(isWanted).map(toEventAnswer)
    if (events.length < batchSize) return
    after = events.at(-1)!.seq
    // However many there are, people are served in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function wantedBy({ type, level, search }: z.output<typeof logQuery>): (event: RunEvent) => boolean {
  const least = level === undefined ? 0 : logLevels.indexOf(level)
  const text = search?.toLowerCase()
  return (event) => {
    if (type !== undefined && !type.includes(event.type)) return false
    if (event.type === 'log' && logLevels.indexOf(event.level) < least) return false
    if (text === undefined) return true
    const message = event.type === 'log' ? event.message : ''
    return `${event.step ?? ''} ${message}`.toLowerCase().includes(text)
  }
}
