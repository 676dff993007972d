/** Which teams are mirrored from GitHub, and what came of it the last time. */
import { z } from '@hono/zod-openapi'
import { readSetting, teamMirrorsOf } from '@upflow/settings'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { instant } from '../shapes/values.ts'

const mirrorShape = z
  .object({
    slug: z.string().describe('Of the team here.'),
    githubTeam: z.string().describe('`organization/slug` of the team there.'),
    askedAt: instant.nullable().describe('When GitHub was last asked; null before the first crawl.'),
    readAt: instant.nullable().describe('When it last said who is in it.'),
    problem: z
      .string()
      .nullable()
      .describe('Why the members are those of before; null when they are those of `readAt`.'),
  })
  .openapi('TeamMirror')

export const teamMirrors = defineRead({
  path: '/organizations/{organization}/team-mirrors',
  id: 'teamMirrors',
  tag: 'Settings',
  summary: 'Which teams are mirrored from GitHub, and what came of it',
  description: 'Each crawl reads them; a team is bound by its `githubTeam` in the setting `teams`.',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ mirrors: z.array(mirrorShape) }),
  async read(asked, context) {
    const tenant = await context.pipeline.tenants.open(await organizationOf(asked, context))
    const mirrors = await teamMirrorsOf(tenant)
    return {
      mirrors: (await readSetting(tenant, 'teams')).flatMap(({ slug, githubTeam }) =>
        githubTeam === undefined
          ? []
          : [
              {
                slug,
                githubTeam,
                ...(mirrors.get(githubTeam) ?? { askedAt: null, readAt: null, problem: null }),
              },
            ],
      ),
    }
  },
})
