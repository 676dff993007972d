/** One repository of an organization: its rule, whether it is read, and removing it. */
import { z } from '@hono/zod-openapi'
import {
  applySchedules,
  findRepository,
  fullName,
  PipelineError,
  pauseRepositories,
  removeRepositoryOf,
} from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationShape } from '../organization-scope.ts'
import { addedShape, toAdded } from '../shapes/added-repository-shape.ts'
import { pauseShape } from '../shapes/pause-shape.ts'
import {
  followedProblem,
  followedRun,
  ifVersionParameter,
  recalculateParameter,
  releaseRule,
} from '../shapes/settings-shape.ts'
import { defineWrite, type Wanted } from '../write.ts'

const tag = 'Repositories'

const repositoryParams = z.object({
  ...organizationShape,
  owner: z.string().min(1).max(100),
  repo: z.string().min(1).max(100),
})

const pausedAnswer = z.object({ name: z.string(), pause: pauseShape })

export const setRepository = defineWrite({
  method: 'patch',
  path: '/organizations/{organization}/repositories/{owner}/{repo}',
  id: 'setRepository',
  tag,
  summary: 'Gives a repository a release rule of its own, or the organization’s',
  params: repositoryParams,
  body: z.object({
    releaseRule: releaseRule.nullable().describe('Null: the organization’s.'),
    ifVersion: ifVersionParameter,
    recalculate: recalculateParameter,
  }),
  answer: z.object({ repository: addedShape, run: followedRun, problem: followedProblem }),
  async write({ params, body, caller, ...wanted }, context) {
    const { id, tenant, found } = await repositoryOf({ params }, context)
    const ifVersion = wanted.ifVersion ?? body.ifVersion
    const change = {
      key: 'releaseRule',
      value: body.releaseRule ?? undefined,
      repositoryId: found.id,
      ...(ifVersion === undefined ? {} : { ifVersion }),
    } as const
    const changes = await changeSettings(tenant, [change], { by: caller.name })
    const { recalculate } = body
    const followed = await afterChange(context.pipeline, { id, changes, by: caller.name, recalculate })
    const now = await findRepository(tenant, { nodeId: found.id, fullName: fullName(found) })
    return { repository: toAdded(now ?? found), ...followed }
  },
})

export const pauseRepository = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories/{owner}/{repo}/pause',
  id: 'pauseRepository',
  tag,
  summary: 'Has nothing read of a repository for now; what was read stays, and counts',
  description:
    'Neither crawled nor reconciled nor backfilled. What a run is reading of it already, it reads to its end.',
  params: repositoryParams,
  body: z.object({}),
  answer: pausedAnswer,
  write: (wanted, context) => setPause(wanted, context, true),
})

export const resumeRepository = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories/{owner}/{repo}/resume',
  id: 'resumeRepository',
  tag,
  summary: 'Has a repository read again, from where it was left',
  params: repositoryParams,
  body: z.object({}),
  answer: pausedAnswer,
  write: (wanted, context) => setPause(wanted, context, false),
})

async function setPause(
  { params, caller }: Wanted<z.output<typeof repositoryParams>>,
  context: ApiContext,
  isPaused: boolean,
): Promise<z.output<typeof pausedAnswer>> {
  const { id, found } = await repositoryOf({ params }, context)
  const wanted = { names: [found.id], isPaused, by: caller.name }
  const [changed = found] = await pauseRepositories(context.pipeline, id, wanted)
  return { name: fullName(changed), pause: changed.pause }
}

export const removeRepository = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/repositories/{owner}/{repo}',
  id: 'removeRepository',
  tag,
  summary: 'Removes a repository with all that was read of it',
  description: 'Nothing at GitHub changes. To have it back, it is added and read again.',
  params: repositoryParams,
  body: z.object({ confirm: z.string().describe('`owner/name`, typed.') }),
  answer: z.object({ removed: z.string() }),
  async write({ params, body, caller }, context) {
    const { id, found } = await repositoryOf({ params }, context)
    const name = fullName(found)
    if (body.confirm !== name)
      throw new PipelineError(
        'pipeline/invalid-repository',
        `Nothing is removed: 'confirm' must be '${name}', as the repository is called.`,
        { repository: name },
      )
    await removeRepositoryOf(context.pipeline, id, { name: found.id, by: caller.name })
    await applySchedules(context.pipeline, id)
    return { removed: name }
  },
})

async function repositoryOf(
  asked: Parameters<typeof organizationOf>[0] & { readonly params: z.output<typeof repositoryParams> },
  context: ApiContext,
) {
  const id = await organizationOf(asked, context)
  const name = `${asked.params.owner}/${asked.params.repo}`
  const tenant = await context.pipeline.tenants.open(id)
  const found = await findRepository(tenant, { fullName: name })
  if (found) return { id, tenant, found }
  throw new PipelineError(
    'pipeline/unknown-repository',
    `Organization '${id}' has no repository '${name}', or several of that name, which the command line tells apart.`,
    { organization: id, repository: name },
  )
}
