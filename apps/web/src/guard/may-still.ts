/** An answer that lasts outlives the look that let it begin: whoever asked is looked up anew, and held against the table. */
import { AccountsError, actionOf, decide } from '@upflow/accounts'
import type { Context } from 'hono'
import type { ApiContext } from '../api/api-context.ts'
import { organizationOf } from './guard-routes.ts'

export async function mayStill(request: Context, routeId: string, context: ApiContext): Promise<boolean> {
  try {
    const caller = await context.callerAnew(request)
    return decide(caller, actionOf(routeId), await organizationOf(request, context)) === 'allowed'
  } catch (error) {
    if (error instanceof AccountsError && error.code === 'accounts/bad-token') return false
    throw error
  }
}
