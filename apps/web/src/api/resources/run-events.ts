/**
 * A run as it happens, by server-sent events: each has its number as its id, so that a client that comes back goes on
 * after the last it got, whichever process executes the run and whichever serves.
 */
import type { HttpBindings } from '@hono/node-server'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { isTerminal, type RunEvent } from '@upflow/jobs'
import { mayStill } from '../../guard/may-still.ts'
import { contextFor } from '../../guard/seen-context.ts'
import { WebError } from '../../web-error.ts'
import type { ApiContext } from '../api-context.ts'
import { errorShape } from '../shapes/error-shape.ts'
import { toEventAnswer } from '../shapes/run-shape.ts'
import { wholeNumber } from '../shapes/values.ts'
import { toTextStream } from '../text-stream.ts'
import { runParams } from './runs.ts'
import { unknownRun } from './unknown-run.ts'

const sequence = wholeNumber('takes the number of an event')

const route = createRoute({
  method: 'get',
  path: '/runs/{run}/events',
  operationId: 'runEvents',
  tags: ['Runs'],
  summary: 'A run as it happens, by server-sent events',
  description:
    'Each message is a `RunEvent` as JSON, with its number as `id`. A client that comes back with `Last-Event-ID` gets what came since, nothing twice. `event: end` says that the run has ended; who comes back then is answered 204, and should not come again. A comment every 15 seconds shows that the connection lives; that often it is looked whether whoever follows may still, and the connection cut when not.',
  request: {
    params: runParams,
    query: z
      .object({ after: sequence.optional().describe('As `Last-Event-ID`, which goes before it.') })
      .strict(),
    headers: z.object({ 'last-event-id': z.string().optional() }),
  },
  responses: {
    200: { description: 'Events.', content: { 'text/event-stream': { schema: z.string() } } },
    204: { description: 'The run has ended, and there is nothing after the given event.' },
    default: {
      description: 'What went wrong, by its code.',
      content: { 'application/json': { schema: errorShape } },
    },
  },
})

export interface RunEventsOptions {
  readonly heartbeatMs: number
}

export function serveRunEvents(app: OpenAPIHono, all: ApiContext, { heartbeatMs }: RunEventsOptions): void {
  app.openapi(route, async (request) => {
    const context = await contextFor(request, all)
    const { run } = request.req.valid('param')
    const after = toSequence(request.req.header('last-event-id')) ?? request.req.valid('query').after ?? 0
    const found = await context.runs.get(run)
    if (found === null) throw unknownRun(run)
    if (isTerminal(found.status) && (await context.runs.events(run, { after, limit: 1 })).length === 0)
      return request.body(null, 204)
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies pass it on as it comes.
      'x-accel-buffering': 'no',
    }
    if (request.req.method === 'HEAD') return request.body(null, 200, headers)
    const stream = context.streams.start()
    const events = context.runs.watch(run, { after, signal: stream.signal })[Symbol.asyncIterator]()
    const { outgoing } = request.env as HttpBindings
    return request.body(
      toTextStream(messages(events, { signal: stream.signal, heartbeatMs }), {
        stream,
        onBroken: context.onBroken,
        mayGoOn: () => mayStill(request, route.operationId, all),
        lookEveryMs: heartbeatMs,
        cut: () => outgoing.destroy(),
      }),
      200,
      headers,
    )
  })
}

function toSequence(lastEventId: string | undefined): number | null {
  if (lastEventId === undefined || lastEventId === '') return null
  const parsed = sequence.safeParse(lastEventId)
  if (parsed.success) return parsed.data
  throw new WebError('web/bad-request', `'Last-Event-ID' takes the number of an event.`, {
    header: 'last-event-id',
  })
}

const heartbeat = Symbol('heartbeat')

/** A stop of the server ends it like a lost connection: the client comes back to whoever serves then. */
async function* messages(
  events: AsyncIterator<RunEvent>,
  { signal, heartbeatMs }: { readonly signal: AbortSignal; readonly heartbeatMs: number },
): AsyncGenerator<string, void, undefined> {
  yield 'retry: 1000\n\n'
  try {
    for (let next = events.next(); ; ) {
      const event = await orHeartbeat(next, heartbeatMs)
      if (event === heartbeat) {
        yield ': alive\n\n'
        continue
      }
      if (event.done) break
      yield toMessage(event.value)
      next = events.next()
    }
    yield 'event: end\ndata: {}\n\n'
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await events.return?.()
  }
}

const toMessage = (event: RunEvent) => `id: ${event.seq}\ndata: ${JSON.stringify(toEventAnswer(event))}\n\n`

async function orHeartbeat<T>(next: Promise<T>, ms: number): Promise<T | typeof heartbeat> {
  let timer: NodeJS.Timeout | undefined
  const beat = new Promise<typeof heartbeat>((resolve) => {
    timer = setTimeout(() => resolve(heartbeat), ms)
  })
  try {
    return await Promise.race([next, beat])
  } finally {
    clearTimeout(timer)
  }
}
