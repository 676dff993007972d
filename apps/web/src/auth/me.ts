/** Who asks, as the pages need to know it: what to offer, or where to sign in. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { hasAdministrator, roleIn } from '@upflow/accounts'
import type { ApiContext } from '../api/api-context.ts'
import { errorShape } from '../api/shapes/error-shape.ts'
import { contextFor } from '../guard/seen-context.ts'
import { roleShape } from './auth-shapes.ts'

const meShape = z
  .object({
    kind: z.enum(['local', 'user', 'token', 'nobody']).describe('`local`: nobody signs in here.'),
    name: z.string().describe('As the audit has it.'),
    person: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
    isAdministrator: z.boolean().describe('Of the installation.'),
    organizations: z.array(z.object({ id: z.string(), name: z.string(), role: roleShape })),
    providers: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .describe('Whom one can sign in with, beside a password.'),
    isSetUp: z.boolean().describe('Somebody administers it: before that, the log of the server has a link.'),
  })
  .openapi('Me')

const route = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'me',
  tags: ['Account'],
  summary: 'Who asks, and what they may see',
  responses: {
    200: { description: 'The answer.', content: { 'application/json': { schema: meShape } } },
    default: {
      description: 'What went wrong, by its code.',
      content: { 'application/json': { schema: errorShape } },
    },
  },
})

export function serveMe(app: OpenAPIHono, all: ApiContext): void {
  app.openapi(route, async (request) => {
    const caller = await all.callerOf(request)
    const { organizations } = await contextFor(request, all)
    const seen = caller.isSignedIn ? await organizations.list() : []
    request.header('cache-control', 'no-store')
    return request.json(
      {
        kind: caller.kind,
        name: caller.name,
        person: caller.person && {
          id: caller.person.id,
          name: caller.person.name,
          email: caller.person.email,
        },
        isAdministrator: caller.isAdministrator,
        organizations: seen.map(({ id, name }) => ({ id, name, role: roleIn(caller, id)! })),
        providers: all.signIn.providers.map(({ id, name }) => ({ id, name })),
        isSetUp: await hasAdministrator(all.accounts),
      },
      200,
    )
  })
}
