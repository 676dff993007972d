/** What all reads of one organization have in common: whose data, of which version, and the filter in its days. */
import { z } from '@hono/zod-openapi'
import type { Filter, OrganizationFacts } from '@upflow/insights'
import { dayOf, startOfDay } from '@upflow/insights'
import { endsToday, type FilterQuery, type Moment, toFilter } from '@upflow/insights/filter'
import type { Instant, OrganizationId } from '@upflow/model'
import type { ApiContext } from './api-context.ts'
import type { Asked } from './read.ts'

export const organizationShape = {
  organization: z.string().min(1).max(100).describe('The id of an organization.').meta({ example: 'demo' }),
}
export const organizationParams = z.object(organizationShape)
type OfOrganization<Query = Record<string, unknown>> = Asked<z.output<typeof organizationParams>, Query>

/** @throws DbError `db/unknown-organization` */
export const organizationOf = async (
  { params }: Pick<OfOrganization, 'params'>,
  { organizations }: ApiContext,
): Promise<OrganizationId> => (await organizations.get(params.organization)).id

/** Answers that follow from the organization's data alone. */
export const dataVersion = async (asked: OfOrganization, context: ApiContext): Promise<string> =>
  context.insights.dataVersion(await organizationOf(asked, context))

/** Those that depend on the day too. */
export async function dataVersionOfDay(
  asked: OfOrganization<FilterQuery>,
  context: ApiContext,
): Promise<string> {
  const version = await dataVersion(asked, context)
  const { filter, today } = await filterOf(asked, context)
  return `${version}.${filter.until}.${today}`
}

/** Those that depend on the day where it is asked for: `90d` ends today, and who is in a team may be another then. */
export const dataVersionToday = (asked: OfOrganization<FilterQuery>, context: ApiContext): Promise<string> =>
  (endsToday(asked.query) || asked.query.team !== undefined ? dataVersionOfDay : dataVersion)(asked, context)

/** Who and what there is. More than a figure needs: ask where it is shown. */
export async function factsOf(asked: OfOrganization, context: ApiContext): Promise<OrganizationFacts> {
  const { signal } = asked
  return context.insights.ask(await organizationOf(asked, context), 'facts', {}, { signal })
}

export async function filterOf(
  asked: Pick<OfOrganization<FilterQuery>, 'params' | 'query' | 'signal'>,
  context: ApiContext,
): Promise<{
  readonly id: OrganizationId
  readonly filter: Partial<Filter>
  readonly moment: Moment
  /** Its beginning: who is in a team now, the same for all of the day. */
  readonly today: Instant
}> {
  const id = await organizationOf(asked, context)
  const { signal } = asked
  const timeZone = await context.insights.ask(id, 'timeZone', {}, { signal })
  const moment = { timeZone, now: context.now() }
  const today = startOfDay(dayOf(moment.now, timeZone), timeZone)
  return { id, filter: toFilter(asked.query, moment), moment, today }
}
