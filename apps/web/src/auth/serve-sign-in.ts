/** The routes by which people come in. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AccountsError } from '@upflow/accounts'
import type { ApiContext } from '../api/api-context.ts'
import type { Caller } from '../api/caller.ts'
import { errorShape } from '../api/shapes/error-shape.ts'
import { linkField, passwordField } from './auth-shapes.ts'
import { defineSignIn, serveStep } from './define-sign-in.ts'
import { keepLogin } from './member-login.ts'
import {
  acceptInvitation,
  changePassword,
  lookAt,
  resetPassword,
  setUp,
  signInStep,
  signOut,
} from './steps.ts'

const providerShape = z.enum(['github', 'oidc'], { error: 'takes github or oidc' })

/** Where each way comes back to. */
const pages = { 'sign-in': '/sign-in', invitation: '/invite', link: '/me' } as const

const signInWithProvider = defineSignIn({
  path: '/sign-in/provider',
  id: 'signInWithProvider',
  summary: 'Where to go to sign in elsewhere',
  body: z.object({
    provider: providerShape,
    purpose: z
      .enum(['sign-in', 'invitation', 'link'], { error: 'takes sign-in, invitation or link' })
      .describe('`link`: a further way to sign in, for who is signed in.'),
    link: linkField.nullable().default(null).describe('Of an invitation: who has one may become a person.'),
    current: passwordField
      .default('')
      .describe('The present password, for `link`; who has none has signed in within the last ten minutes.'),
  }),
  answer: z.object({ url: z.string() }),
  async take({ body: { provider, purpose, link, current }, sent, caller }, { signIn }) {
    const way = {
      invitation: purpose === 'invitation' ? link : null,
      link: purpose === 'link' ? { ...signedIn(caller), current } : null,
      page: pages[purpose],
    }
    const { url, cookies } = await signIn.signInWith(provider, way, sent)
    return { answer: { url }, cookies }
  },
})

function signedIn({ person, sessionId }: Caller) {
  if (person && sessionId !== null) return { person, sessionId }
  throw new AccountsError('accounts/not-signed-in', 'Sign in first.')
}

const steps = [
  setUp,
  signInStep,
  signInWithProvider,
  signOut,
  resetPassword,
  changePassword,
  lookAt,
  acceptInvitation,
]

const callback = createRoute({
  method: 'get',
  path: '/auth/callback/{provider}',
  operationId: 'signInCallback',
  tags: ['Account'],
  summary: 'Where a provider sends people back to',
  request: { params: z.object({ provider: providerShape }) },
  responses: {
    302: { description: 'To the page that the way began at.' },
    default: {
      description: 'What went wrong, by its code.',
      content: { 'application/json': { schema: errorShape } },
    },
  },
})

export function serveSignIn(app: OpenAPIHono, context: ApiContext): void {
  for (const step of steps) serveStep(app, step, context)
  app.openapi(callback, async (request) => {
    const { provider } = request.req.valid('param')
    const { search } = new URL(request.req.url)
    const { answer, person } = await context.signIn.comeBack(provider, search, context.sentOf(request))
    if (provider === 'github' && person) await keepLogin(context, person.id)
    return new Response(null, { status: answer.status, headers: answer.headers }) as never
  })
}
