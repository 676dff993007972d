/** One step of signing in: as a write, but what comes of it is also for the browser to keep. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Sent } from '@upflow/accounts/sign-in'
import type { ApiContext } from '../api/api-context.ts'
import type { Caller } from '../api/caller.ts'
import { errorShape } from '../api/shapes/error-shape.ts'

export interface SignInStep<Body extends z.ZodObject = z.ZodObject, Answer extends z.ZodType = z.ZodType> {
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly description?: string
  readonly body: Body
  readonly answer: Answer
  take(
    asked: { readonly body: z.output<Body>; readonly sent: Sent; readonly caller: Caller },
    context: ApiContext,
  ): Promise<{ readonly answer: z.output<Answer>; readonly cookies?: readonly string[] }>
}

export type AnySignInStep = SignInStep

export const defineSignIn = <Body extends z.ZodObject, Answer extends z.ZodType>(
  step: SignInStep<Body, Answer>,
): AnySignInStep => step as unknown as AnySignInStep

export function serveStep(app: OpenAPIHono, step: AnySignInStep, context: ApiContext): void {
  const route = createRoute({
    method: 'post',
    path: step.path,
    operationId: step.id,
    tags: ['Account'],
    summary: step.summary,
    ...(step.description ? { description: step.description } : {}),
    request: { body: { required: true, content: { 'application/json': { schema: step.body.strict() } } } },
    responses: {
      200: { description: 'What came of it.', content: { 'application/json': { schema: step.answer } } },
      default: {
        description: 'What went wrong, by its code; nothing is changed then.',
        content: { 'application/json': { schema: errorShape } },
      },
    },
  })
  app.openapi(route, async (request) => {
    const { answer, cookies = [] } = await step.take(
      {
        body: request.req.valid('json'),
        sent: context.sentOf(request),
        caller: await context.callerOf(request),
      },
      context,
    )
    for (const cookie of cookies) request.header('set-cookie', cookie, { append: true })
    request.header('cache-control', 'no-store')
    return request.json(answer as object, 200)
  })
}

export const done = z.object({}).describe('It is done.')
