/** What all reads of one organization have in common: whose data, of which version, and the filter in its days. */
import { z } from '@hono/zod-openapi'
import type { Filter, OrganizationFacts } from '@upflow/insights'
import { endsToday, type FilterQuery, type Moment, toFilter } from '@upflow/insights/filter'
import type { OrganizationId } from '@upflow/model'

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

/** Those that depend on the day too: `90d` ends today. */
export async function dataVersionToday(
  asked: OfOrganization<FilterQuery>,
  context: ApiContext,
): Promise<string> {
  const version = await dataVersion(asked, context)
  if (!endsToday(asked.query)) return version
  const { filter } = await filterOf(asked, context)
  return `${version}.${filter.until}`
}

export async function factsOf(asked: OfOrganization, context: ApiContext): Promise<OrganizationFacts> {
  const { signal } = asked
  return context.insights.ask(await organizationOf(asked, context), 'facts', {}, { signal })
}

export async function filterOf(
  asked: OfOrganization<FilterQuery>,
  context: ApiContext,
): Promise<{ readonly id: OrganizationId; readonly filter: Partial<Filter>; readonly moment: Moment }> {
  const id = await organizationOf(asked, context)
  const { timeZone } = await factsOf(asked, context)
  const moment = { timeZone, now: context.now() }
  return { id, filter: toFilter(asked.query, moment), moment }
}
