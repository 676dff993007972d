/** One pull request as it was read from GitHub: nothing is computed, and nothing is asked of GitHub. */
import { z } from '@hono/zod-openapi'
import { InsightsError } from '@upflow/insights'
import { dataVersion, organizationOf } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { pullParams } from '../shapes/pull-params.ts'
import { rawShape } from '../shapes/raw-shape.ts'
import { unknownPullRequest } from './story.ts'

export const raw = defineRead({
  path: '/organizations/{organization}/pulls/{owner}/{repo}/{number}/raw',
  id: 'rawPull',
  tag: 'Pull requests',
  summary: 'One pull request as it was read from GitHub',
  description: 'What every number of it follows from, as it is stored; nothing is computed.',
  params: pullParams,
  query: z.object({}),
  answer: rawShape,
  version: dataVersion,
  async read(asked, context) {
    const id = await organizationOf(asked, context)
    const { owner, repo, number } = asked.params
    const repository = `${owner}/${repo}`
    const { signal } = asked
    // Goes out as it is stored: it was checked when it was read from GitHub.
    return context.insights.askForJson(id, 'raw', { repository, number }, { signal }).catch((error) => {
      throw isUnknown(error) ? unknownPullRequest(id, { repository, number, what: 'stored' }) : error
    })
  },
})

const isUnknown = (error: unknown) =>
  error instanceof InsightsError && error.code === 'insights/unknown-pull-request'
