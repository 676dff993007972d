/** What is told step by step needs both ends of its period: the last 90 days unless said, up to the end of this hour. */
import type { z } from '@hono/zod-openapi'
import type { Filter } from '@upflow/insights'
import type { FilterQuery } from '@upflow/insights/filter'
import type { Instant, OrganizationId } from '@upflow/model'
import type { ApiContext } from './api-context.ts'
import { dataVersion, filterOf, type organizationParams } from './organization-scope.ts'
import { admitFigures } from './people-rights.ts'
import type { Asked } from './read.ts'

/** Without a period, or without its beginning. */
const byDefault = '90d'
const defaultSeconds = 90 * 86_400

type SteppedAsked<Query> = Asked<z.output<typeof organizationParams>, Query>

/** Its end, so that who asks in it gets one answer. */
const thisHour = ({ now }: ApiContext): Instant => Math.ceil(now() / 3_600) * 3_600

export const steppedVersion = async (
  asked: SteppedAsked<FilterQuery>,
  context: ApiContext,
): Promise<string> => `${await dataVersion(asked, context)}.${thisHour(context)}`

export async function admitStepped(asked: SteppedAsked<FilterQuery>, context: ApiContext): Promise<string> {
  const { request } = await steppedRequest(asked, context)
  return admitFigures(asked, context, request.filter)
}

export interface SteppedRequest {
  readonly filter: Partial<Filter> & { readonly since: Instant; readonly until: Instant }
  readonly now: Instant
}

export async function steppedRequest(
  asked: SteppedAsked<FilterQuery>,
  context: ApiContext,
): Promise<{ readonly id: OrganizationId; readonly request: SteppedRequest }> {
  const { period, from, to } = asked.query
  const isOpen = period === undefined && from === undefined && to === undefined
  const query = isOpen ? { ...asked.query, period: byDefault } : asked.query
  const { id, filter } = await filterOf({ ...asked, query }, context)
  const now = thisHour(context)
  const until = filter.until ?? now
  return { id, request: { filter: { ...filter, since: filter.since ?? until - defaultSeconds, until }, now } }
}
