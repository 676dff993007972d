/** One person and one team: whether there is such a page for whoever asks, and what it is of beside the figures. */
import { z } from '@hono/zod-openapi'
import { chooseTeam } from '@upflow/insights'
import { factsOf, organizationOf, organizationShape } from '../organization-scope.ts'
import { isSelf, maySeeAll, teamsUnseen, unknownPerson } from '../people-rights.ts'
import { defineRead } from '../read.ts'
import { waitingShape } from '../shapes/waiting-shape.ts'

export const person = defineRead({
  path: '/organizations/{organization}/people/{login}',
  id: 'person',
  tag: 'Figures',
  summary: 'One person, and what waits on them',
  description:
    'For themselves and for administrators, where the setting `personPages` is on: for everybody else there is no such person. Their figures are `figures` with `author`.',
  params: z.object({
    ...organizationShape,
    login: z.string().min(1).max(100).describe('As GitHub has it; any of theirs.'),
  }),
  query: z.object({}),
  answer: z.object({
    login: z.string().describe('By which they count.'),
    isSelf: z.boolean().describe('Whoever asks.'),
    waiting: z.array(waitingShape).describe('The longest first.'),
  }),
  async read(asked, context) {
    const { login } = asked.params
    const own = await isSelf(asked, context, login)
    if (!own && !(await maySeeAll(asked, context))) throw unknownPerson(login)
    const id = await organizationOf(asked, context)
    const found = await context.insights.ask(id, 'person', { login }, { signal: asked.signal })
    if (!found.isSeen && !own) throw unknownPerson(login)
    return {
      login: found.login,
      isSelf: own,
      waiting: found.waiting.map((one) => ({ ...one, on: [...one.on] })),
    }
  },
})

export const team = defineRead({
  path: '/organizations/{organization}/teams/{team}',
  id: 'team',
  tag: 'Figures',
  summary: 'One team, and who is in it when',
  description:
    'Of fewer than three people for administrators alone: for everybody else there is no such team. Its figures are `figures` with `team`.',
  params: z.object({ ...organizationShape, team: z.string().min(1).max(100).describe('Its slug.') }),
  query: z.object({}),
  answer: z.object({
    slug: z.string(),
    name: z.string(),
    members: z.array(z.object({ login: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
    repositories: z.array(z.string()).describe('`owner/name` of those that it answers for.'),
  }),
  async read(asked, context) {
    const { teams } = await factsOf(asked, context)
    const unseen = await teamsUnseen(asked, context)
    const seen = teams.filter(({ slug }) => !unseen.includes(slug))
    const { slug, name, members, repositories = [] } = chooseTeam(seen, asked.params.team)
    return { slug, name, members: [...members], repositories: [...repositories] }
  },
})
