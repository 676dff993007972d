/** Which organizations there are, and what can be asked about each. */
import { z } from '@hono/zod-openapi'
import { sizeClasses } from '@upflow/insights/filter'
import { factsOf, organizationOf, organizationParams } from '../organization-scope.ts'
import { maySeeAll, selfOf, teamsUnseen } from '../people-rights.ts'
import { defineRead } from '../read.ts'

const organizationShape = z
  .object({
    id: z.string(),
    name: z.string().describe('As people write it.'),
    isDemo: z.boolean().describe('Reads the bundled sample.'),
  })
  .openapi('Organization')

export const organizations = defineRead({
  path: '/organizations',
  id: 'organizations',
  tag: 'Organizations',
  summary: 'Which organizations there are',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({ organizations: z.array(organizationShape) }),
  read: async (_, context) => ({ organizations: await listOf(context) }),
  table: {
    row: organizationShape,
    async *rows(_, context) {
      yield await listOf(context)
    },
  },
})

const listOf = async ({ organizations }: Parameters<typeof organizationOf>[1]) =>
  Promise.all(
    (await organizations.list()).map(async ({ id, name }) => ({
      id,
      name,
      isDemo: (await organizations.integration(id)).kind === 'demo',
    })),
  )

/** What the filter bar offers. */
export const organization = defineRead({
  path: '/organizations/{organization}',
  id: 'organization',
  tag: 'Organizations',
  summary: 'One organization, and what can be filtered by',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({
    ...organizationShape.shape,
    timeZone: z.string().describe('In which its days begin.'),
    calendar: z
      .object({
        timeZone: z.string(),
        workingDays: z.array(z.number()).describe('1 is Monday, 7 is Sunday.'),
        from: z.string().describe('Local time, `HH:MM`.'),
        to: z.string(),
        holidays: z.array(z.string()).describe('Local dates.'),
      })
      .describe('Its working hours; a team may have others.'),
    repositories: z.array(z.string()).describe('`owner/name`'),
    teams: z
      .array(
        z.object({
          slug: z.string(),
          name: z.string(),
          members: z.array(
            z.object({
              login: z.string(),
              from: z.string().nullable().describe('Its first day in the team; null for no bound.'),
              to: z.string().nullable().describe('Its last day in the team; null for no bound.'),
            }),
          ),
        }),
      )
      .describe('Those of which there are figures for whoever asks.'),
    sizes: z.array(z.enum(sizeClasses)),
    people: z
      .object({
        self: z.string().nullable().describe('The login of whoever asks, where there is a page about them.'),
        others: z.boolean().describe('Whether whoever asks may see figures of other single people.'),
      })
      .describe('Of whom there are figures for whoever asks.'),
  }),
  async read(asked, context) {
    const id = await organizationOf(asked, context)
    const { name } = await context.organizations.get(id)
    const { kind } = await context.organizations.integration(id)
    const { calendar, timeZone, teams, repositories } = await factsOf(asked, context)
    const unseen = await teamsUnseen(asked, context)
    return {
      id,
      name,
      isDemo: kind === 'demo',
      timeZone,
      calendar: {
        ...calendar,
        workingDays: [...calendar.workingDays],
        holidays: [...calendar.holidays],
      },
      repositories: repositories.map((repository) => repository.name),
      teams: teams.flatMap(({ slug, name, members }) =>
        unseen.includes(slug) ? [] : [{ slug, name, members: [...members] }],
      ),
      sizes: [...sizeClasses],
      people: { self: await selfOf(asked, context), others: await maySeeAll(asked, context) },
    }
  },
})
