/** Which repositories are read: those that there are to choose from, adding many, the rule of one, and removing it. */
import { z } from '@hono/zod-openapi'
import {
  addRepositories,
  applySchedules,
  availableRepositories,
  estimateBackfill,
  fullName,
  PipelineError,
  pauseRepositories,
  type Repository,
  removeRepositoryOf,
} from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationParams, organizationShape } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { pauseShape } from '../shapes/pause-shape.ts'
import {
  followedProblem,
  followedRun,
  ifVersionParameter,
  recalculateParameter,
  releaseRule,
} from '../shapes/settings-shape.ts'
import { instant, nextCursor } from '../shapes/values.ts'
import { defineWrite, type Wanted } from '../write.ts'

const tag = 'Repositories'
const most = 500
const names = z
  .array(z.string().min(1).max(200))
  .min(1, 'must name at least one')
  .max(most, `takes at most ${most}`)

export const available = defineRead({
  path: '/organizations/{organization}/repositories/available',
  id: 'availableRepositories',
  tag,
  summary: 'The repositories that the token sees, the most recently pushed first',
  params: organizationParams,
  query: z.object({ cursor: z.string().max(500).optional().describe('The `next` of the page before.') }),
  answer: z.object({
    repositories: z.array(
      z.object({
        id: z.string(),
        name: z.string().describe('`owner/name`'),
        isArchived: z.boolean(),
        isPrivate: z.boolean(),
        pushedAt: instant.nullable(),
        pullRequests: z.number(),
        isAdded: z.boolean().describe('The organization reads it already.'),
      }),
    ),
    total: z.number(),
    next: nextCursor,
  }),
  async read(asked, context) {
    const id = await organizationOf(asked, context)
    const { cursor = null } = asked.query
    const { signal } = asked
    const page = await availableRepositories(context.pipeline, id, { cursor, signal })
    return { ...page, repositories: [...page.repositories] }
  },
})

const addedShape = z.object({
  id: z.string(),
  name: z.string(),
  hasOwnRule: z.boolean(),
  ruleVersion: z.string().describe('Changes with the rule of its own.'),
})
const toAdded = ({ id, hasOwnRule, ruleVersion, ...one }: Repository) => ({
  id,
  name: fullName(one),
  hasOwnRule,
  ruleVersion,
})

export const addMany = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories',
  id: 'addRepositories',
  tag,
  summary: 'Adds repositories',
  params: organizationParams,
  body: z.object({
    names: names.describe('`owner/name` of each.'),
    releaseRule: releaseRule.optional().describe('Of their own. Default: the organization’s.'),
  }),
  answer: z.object({
    added: z.array(addedShape),
    refused: z
      .array(z.object({ name: z.string(), code: z.string(), message: z.string() }))
      .describe('Those that could not be added: the others are.'),
  }),
  async write({ params, body, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    const { added, refused } = await addRepositories(context.pipeline, id, {
      names: body.names,
      ...(body.releaseRule ? { releaseRule: body.releaseRule as Repository['releaseRule'] } : {}),
      by: caller.name,
      signal,
    })
    const { redact } = context.pipeline
    return {
      added: added.map(toAdded),
      refused: refused.map((one) => ({ ...one, message: redact(one.message) })),
    }
  },
})

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
    const { id, found } = await repositoryOf({ params }, context)
    const ifVersion = wanted.ifVersion ?? body.ifVersion
    const change = {
      key: 'releaseRule',
      value: body.releaseRule ?? undefined,
      repositoryId: found.id,
      ...(ifVersion === undefined ? {} : { ifVersion }),
    } as const
    const tenant = await context.pipeline.tenants.open(id)
    const changes = await changeSettings(tenant, [change], { by: caller.name })
    const { recalculate } = body
    const followed = await afterChange(context.pipeline, { id, changes, by: caller.name, recalculate })
    const { found: now } = await repositoryOf({ params }, context)
    return { repository: toAdded(now), ...followed }
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
  await pauseRepositories(context.pipeline, id, wanted)
  const { found: now } = await repositoryOf({ params }, context)
  return { name: fullName(now), pause: now.pause }
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
  const all = await context.pipeline.organizations.repositories(id)
  const found = all.find((one) => fullName(one).toLowerCase() === name.toLowerCase())
  if (found) return { id, found }
  throw new PipelineError(
    'pipeline/unknown-repository',
    `Organization '${id}' has no repository '${name}'.`,
    {
      organization: id,
      repository: name,
    },
  )
}

export const estimate = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories/estimate',
  id: 'estimateBackfill',
  tag,
  summary: 'What reading all history would come to',
  params: organizationParams,
  body: z.object({ repositories: names.optional().describe('Default: all.') }),
  answer: z.object({
    repositories: z.number(),
    pullRequests: z.number(),
    unseen: z.array(z.string()).describe('Those that GitHub does not show to the token: in no number.'),
    requests: z.number(),
    points: z.number().describe('Of the 5,000 that a token usually has in an hour.'),
    seconds: z.number().describe('About; waits for points come on top.'),
  }),
  async write({ params, body }, context) {
    const id = await organizationOf({ params }, context)
    const found = await estimateBackfill(context.pipeline, id, body.repositories ?? null)
    return { ...found, unseen: [...found.unseen] }
  },
})
