/** Reading one pull request anew from GitHub. What has changed of it is in the output of the run. */
import { z } from '@hono/zod-openapi'
import { queueOf, servesQueue, startRefresh } from '@upflow/pipeline'
import { organizationOf } from '../organization-scope.ts'
import { pullParams } from '../shapes/pull-params.ts'
import { runShape, toRunAnswer } from '../shapes/run-shape.ts'
import { defineWrite } from '../write.ts'

export const refreshPull = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/pulls/{owner}/{repo}/{number}/refresh',
  id: 'refreshPull',
  tag: 'Pull requests',
  summary: 'Reads one pull request anew from GitHub',
  description:
    'Also one that is not known yet. The output of the run has, in `pullRequests`, what became of it and which parts of it differ.',
  params: pullParams,
  body: z.object({}),
  answer: z.object({
    run: runShape,
    outcome: z.enum(['created', 'joined', 'existing']),
    says: z.string().describe('What it will do.'),
  }),
  async write({ params, caller }, context) {
    const { pipeline } = context
    const id = await organizationOf({ params }, context)
    const isDemo = (await pipeline.organizations.integration(id)).kind === 'demo'
    const queue = queueOf(isDemo)
    const { runId, outcome } = await startRefresh(pipeline, {
      organizationId: id,
      repository: `${params.owner}/${params.repo}`,
      numbers: [params.number],
      queue,
      by: caller.name,
    })
    const says = !(await servesQueue(pipeline.engine.runs, queue))
      ? `No process serves the queue '${queue}' now: it begins when one does.`
      : outcome === 'joined'
        ? 'It is to be read anew already: this is the run.'
        : 'It begins as soon as a process is free.'
    return { run: toRunAnswer((await pipeline.engine.runs.get(runId))!), outcome, says }
  },
})
