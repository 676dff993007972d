/** One pull request: every state it was in, why it changed, what did not count, and which sums followed. */
import { z } from '@hono/zod-openapi'
import { WebError } from '../../web-error.ts'
import type { ApiContext } from '../api-context.ts'
import { dataVersion, organizationOf } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { pullParams } from '../shapes/pull-params.ts'
import { segmentShape, storyShape, toStory } from '../shapes/story-shape.ts'

export const story = defineRead({
  path: '/organizations/{organization}/pulls/{owner}/{repo}/{number}',
  id: 'pull',
  tag: 'Pull requests',
  summary: 'Why the numbers of one pull request are what they are',
  description: 'As CSV and NDJSON: its segments, with the reason of each boundary.',
  params: pullParams,
  query: z.object({}),
  answer: storyShape,
  version: dataVersion,
  read: (asked, context) => storyOf(asked, context),
  table: {
    row: segmentShape,
    async *rows(asked, context) {
      yield (await storyOf(asked, context)).segments
    },
  },
})

async function storyOf(asked: Asked<z.output<typeof pullParams>>, context: ApiContext) {
  const id = await organizationOf(asked, context)
  const { owner, repo, number } = asked.params
  const repository = `${owner}/${repo}`
  const { signal } = asked
  const found = await context.insights.ask(id, 'story', { repository, number }, { signal })
  if (found !== null) return toStory(found)
  throw unknownPullRequest(id, { repository, number, what: 'analyzed' })
}

export const unknownPullRequest = (
  organization: string,
  {
    repository,
    number,
    what,
  }: { readonly repository: string; readonly number: number; readonly what: 'analyzed' | 'stored' },
): WebError =>
  new WebError(
    'web/unknown-pull-request',
    `Organization '${organization}' has no ${what} pull request ${repository}#${number}.`,
    { organization, repository, number },
  )
