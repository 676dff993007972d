/**
 * Nobody reaches a route past this: each is registered with its action in the table of rights, and whoever asks is held
 * against it before anything else is looked at. A route without a place in the table keeps the server from starting.
 */
import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  AccountsError,
  type Action,
  type ActionRule,
  actionOf,
  actions,
  decide,
  seenBy,
} from '@upflow/accounts'
import type { Context, MiddlewareHandler } from 'hono'
import type { ApiContext } from '../api/api-context.ts'
import type { Caller } from '../api/caller.ts'
import { unknownRun } from '../api/resources/unknown-run.ts'
import { refuseForeignWrites } from './refuse-foreign-writes.ts'

interface Guarded {
  readonly method: string
  readonly operationId?: string
  readonly description?: string
  readonly middleware?: MiddlewareHandler | MiddlewareHandler[]
}

/** To be called before any route is registered. */
export function guardRoutes(api: OpenAPIHono, context: ApiContext): void {
  const register = api.openapi as (route: object, ...rest: unknown[]) => unknown
  api.openapi = ((route: Guarded, ...rest: unknown[]) => {
    const action = actionOf(route.operationId ?? 'a route without an id')
    const description = [route.description, rightsWords(action)].filter(Boolean).join(' ')
    const foreign = route.method === 'get' ? [] : [refuseForeignWrites]
    const middleware = [...foreign, admit(action, context), ...[route.middleware ?? []].flat()]
    return register({ ...route, description, middleware }, ...rest)
  }) as typeof api.openapi
}

/** @throws AccountsError `accounts/no-rights` when a route was registered past the guard */
export function checkRoutes(api: OpenAPIHono): void {
  const guarded = new Set(
    api.openAPIRegistry.definitions.flatMap((definition) =>
      definition.type === 'route'
        ? [
            `${definition.route.method.toUpperCase()} ${definition.route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
          ]
        : [],
    ),
  )
  for (const { method, path } of api.routes)
    if (method !== 'ALL' && !guarded.has(`${method} ${path}`)) actionOf(`${method} ${path}`)
}

const admit =
  (action: Action, context: ApiContext): MiddlewareHandler =>
  async (request, next) => {
    const caller = await context.callerOf(request)
    switch (decide(caller, action, await organizationOf(request, context))) {
      case 'allowed':
        return next()
      case 'not-signed-in':
        throw new AccountsError('accounts/not-signed-in', 'Sign in, or send an API token as a bearer.')
      case 'unseen':
        throw await unseen(request, { caller, context })
      default:
        throw new AccountsError('accounts/not-allowed', refusal(caller, action), { action })
    }
  }

/** Of what is asked for: null where there is none. */
export async function organizationOf(
  request: Context,
  { runs }: Pick<ApiContext, 'runs'>,
): Promise<string | null> {
  const { organization, run } = request.req.param() as Readonly<Record<string, string | undefined>>
  if (organization !== undefined) return organization
  return run === undefined ? null : ((await runs.get(run))?.labels.organization ?? null)
}

/** As if it were not there: the same words, whether it is or not. */
async function unseen(
  request: Context,
  { caller, context }: { readonly caller: Caller; readonly context: ApiContext },
): Promise<unknown> {
  const { organization, run } = request.req.param() as Readonly<Record<string, string | undefined>>
  if (run !== undefined) return unknownRun(run)
  return seenBy(caller, context.organizations)
    .get(organization ?? '')
    .then(
      () => new AccountsError('accounts/not-allowed', 'This may not be done.'),
      (error: unknown) => error,
    )
}

/** For the description of the API. */
function rightsWords(action: Action): string {
  const { least, scope }: ActionRule = actions[action]
  if (least === 'everyone') return 'For everybody.'
  const who =
    least === 'signed-in'
      ? 'whoever has signed in'
      : least === 'administrator'
        ? 'administrators of the installation'
        : least === 'owner'
          ? 'owners'
          : `the role ${least} and above`
  return `For ${who}; ${scope === null ? 'by no API token' : `by API tokens with the scope ${scope}`}.`
}

function refusal(caller: Caller, action: Action): string {
  const { least, scope } = actions[action]
  if (caller.scopes !== null)
    return scope === null
      ? 'No API token may do this: sign in.'
      : `This takes a token with the scope '${scope}', of somebody who may do it.`
  return least === 'administrator'
    ? 'This takes an administrator of the installation.'
    : `This takes the role '${least}' in the organization.`
}
