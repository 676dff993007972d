/** The web admin's routes. They read the engine's file; runs that another process executes show too. */
import { JobsError } from '@upflow/jobs'
import type { Pipeline } from '@upflow/pipeline'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'

/** @param logError told what a caller is not */
export function createApp({ engine }: Pick<Pipeline, 'engine'>, logError: (error: Error) => void): Hono {
  const app = new Hono()
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.get('/api/runs', async (context) => {
    const { limit = '50', before, organization } = context.req.query()
    return context.json({
      runs: await engine.runs.list({
        limit: wholeNumber('limit', limit, 1, 500),
        ...(before ? { before } : {}),
        ...(organization ? { labels: { organization } } : {}),
      }),
    })
  })
  app.get('/api/runs/:id', async (context) => {
    const id = context.req.param('id')
    const steps = await engine.runs.steps(id)
    return context.json({ run: await engine.runs.get(id), steps })
  })
  app.get('/api/runs/:id/events', async (context) => {
    const after = wholeNumber('after', context.req.query('after') ?? '0', 0, Number.MAX_SAFE_INTEGER)
    return context.json({
      events: await engine.runs.events(context.req.param('id'), { after, limit: 1_000 }),
    })
  })
  app.notFound((context) =>
    context.json(
      { error: { code: 'web/not-found', message: `There is nothing at ${context.req.path}.` } },
      404,
    ),
  )
  app.onError((error, context) => {
    if (error instanceof HTTPException)
      return context.json({ error: { code: 'web/bad-request', message: error.message } }, error.status)
    if (error instanceof JobsError)
      return context.json(
        { error: { code: error.code, message: error.message } },
        error.code === 'jobs/unknown-run' ? 404 : 500,
      )
    logError(error)
    return context.json(
      { error: { code: 'web/unexpected', message: 'Something went wrong; see the log of the server.' } },
      500,
    )
  })
  return app
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new HTTPException(400, {
    message: `'${name}' must be a whole number from ${least} to ${most}, not '${text}'.`,
  })
}
