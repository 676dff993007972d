/** The repositories of an organization: by which rule each is released, and how fresh it is. */
import { z } from '@hono/zod-openapi'
import type { ApiContext } from '../api-context.ts'
import { dataVersion, organizationOf, organizationParams } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { pauseShape } from '../shapes/pause-shape.ts'
import { instant } from '../shapes/values.ts'

const repositoryShape = z
  .object({
    name: z.string().describe('`owner/name`'),
    defaultBranch: z.string().nullable(),
    releaseRule: z.object({
      kind: z.enum(['branch', 'tags', 'deployments', 'none']),
      key: z.union([z.string(), z.array(z.string())]).nullable(),
    }),
    ruleVersion: z
      .string()
      .describe('Changes with the rule of its own: send it as `If-Match` with a change of it.'),
    pause: pauseShape,
    asOf: instant
      .nullable()
      .describe('When the last pass over all of it was complete; null before the first.'),
    readSince: instant
      .nullable()
      .describe(
        'Where `asOf` is null: only what was created since then is read whole; null when not even that.',
      ),
    unread: z.number().describe('Pull requests that are known to be there and not stored at all.'),
    outdated: z
      .enum(['earlier', 'partly'])
      .nullable()
      .describe('Its figures are by earlier settings or releases, until the next recalculation.'),
  })
  .openapi('Repository')

export const repositories = defineRead({
  path: '/organizations/{organization}/repositories',
  id: 'repositories',
  tag: 'Organizations',
  summary: 'The repositories of an organization',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ repositories: z.array(repositoryShape) }),
  version: dataVersion,
  read: async (asked, context) => ({ repositories: await listOf(asked, context) }),
  table: {
    row: repositoryShape,
    async *rows(asked, context) {
      yield await listOf(asked, context)
    },
  },
})

const listOf = async (
  asked: Asked<z.output<typeof organizationParams>>,
  context: ApiContext,
): Promise<z.output<typeof repositoryShape>[]> =>
  (await ofOrganization(asked, context)).map(
    ({ name, defaultBranch, rule, ruleVersion, pause, asOf, readSince, unread, outdated }) => ({
      name,
      defaultBranch,
      releaseRule: {
        kind: rule.kind,
        key: rule.kind === 'none' ? null : typeof rule.key === 'string' ? rule.key : [...rule.key],
      },
      ruleVersion,
      pause,
      asOf,
      readSince,
      unread,
      outdated,
    }),
  )

const ofOrganization = async (asked: Asked<z.output<typeof organizationParams>>, context: ApiContext) =>
  context.insights.ask(await organizationOf(asked, context), 'repositories', {}, { signal: asked.signal })
