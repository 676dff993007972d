/** Whether the numbers can be trusted: what was read, what is missing and why, and what did not count. */
import { z } from '@hono/zod-openapi'
import { ignoredWords, type RepositoryHealth } from '@upflow/insights'
import { accessProblem, lastAccess } from '@upflow/pipeline'
import type { ApiContext } from '../api-context.ts'
import { dataVersion, organizationOf, organizationParams } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { pauseShape } from '../shapes/pause-shape.ts'
import { instant, limitParameter } from '../shapes/values.ts'

const tag = 'Health'
type OrganizationAsked = Asked<z.output<typeof organizationParams>>

const passShape = z
  .object({
    mode: z.string().nullable().describe('`full`, `missing` or `files`.'),
    pages: z.number(),
    seen: z.number().describe('Pull requests that it came by.'),
    changed: z.number().describe('Of them, those that were new or different.'),
    total: z.number().nullable().describe('Null while GitHub has not said.'),
    completedAt: instant.nullable().describe('Null while it lasts, or when it did not come to its end.'),
  })
  .openapi('Pass')

const repositoryHealthShape = z
  .object({
    repository: z.string().describe('`owner/name`'),
    pause: pauseShape,
    asOf: instant
      .nullable()
      .describe('When the last pass over all of it was complete; null before the first.'),
    readSince: instant
      .nullable()
      .describe(
        'Where `asOf` is null: only what was created since then is read whole; null when not even that.',
      ),
    updatedUpTo: instant
      .nullable()
      .describe('Everything updated up to here is stored, or waits to be tried again.'),
    stored: z.number(),
    analyzed: z.number(),
    unanalyzed: z.number().describe('Stored or changed since the last recalculation.'),
    outdated: z
      .enum(['earlier', 'partly'])
      .nullable()
      .describe('Analyzed by earlier settings or releases, until the next recalculation.'),
    firstCreatedAt: instant.nullable().describe('Of what is stored: where the history begins.'),
    lastCreatedAt: instant.nullable(),
    incomplete: z.number().describe('Not read whole: in no figure.'),
    incompleteIn: z.record(z.string(), z.number()).describe('Of those, by what is missing.'),
    unread: z.number().describe('Known to be there and not stored at all.'),
    retries: z.number().describe('To be tried again.'),
    nextRetryAt: instant.nullable(),
    removed: z.number().describe('What GitHub no longer has.'),
    backfill: passShape.nullable(),
    crawl: passShape.nullable(),
  })
  .openapi('RepositoryHealth')

const accessShape = z
  .object({
    at: instant.describe('When GitHub said so, to the last run that read it.'),
    tokenExpiresAt: instant
      .nullable()
      .describe('Null when the token does not expire, or GitHub does not say.'),
    points: z
      .object({
        limit: z.number(),
        remaining: z.number(),
        resetAt: instant.describe('When they are counted anew: from then on all are there again.'),
      })
      .nullable()
      .describe('Of the hour; null where GitHub counts none.'),
  })
  .openapi('GithubAccess')

const problemShape = z
  .object({
    at: instant,
    code: z.string(),
    message: z.string().describe('What it was, and what to do about it.'),
  })
  .openapi('AccessProblem')

export const health = defineRead({
  path: '/organizations/{organization}/health',
  id: 'health',
  tag,
  summary: 'What was read of each repository, and what is missing',
  description: 'As a table: the repositories. GitHub is not asked for it.',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({
    access: accessShape.nullable().describe('Null before the first run that read GitHub and came to an end.'),
    accessProblem: problemShape
      .nullable()
      .describe('What kept the last run from reading with the credential; null when it could.'),
    repositories: z.array(repositoryHealthShape),
  }),
  async version(asked, context) {
    const { at = 0, tokenExpiresAt = 0, points = null } = (await accessOf(asked, context)) ?? {}
    const problem = await problemOf(asked, context)
    return [
      await dataVersion(asked, context),
      at,
      tokenExpiresAt,
      points?.remaining,
      points?.resetAt,
      problem?.at,
      problem?.code,
    ].join('.')
  },
  read: async (asked, context) => ({
    access: await accessOf(asked, context),
    accessProblem: await problemOf(asked, context),
    repositories: await healthOf(asked, context),
  }),
  table: {
    row: repositoryHealthShape,
    async *rows(asked, context) {
      yield await healthOf(asked, context)
    },
  },
})

const accessOf = (asked: OrganizationAsked, context: ApiContext) =>
  asked.once('access', async () => lastAccess(context.runs, await organizationOf(asked, context)))

const problemOf = (asked: OrganizationAsked, context: ApiContext) =>
  asked.once('problem', async () => accessProblem(context.runs, await organizationOf(asked, context)))

const healthOf = async (asked: OrganizationAsked, context: ApiContext): Promise<RepositoryHealth[]> => {
  const id = await organizationOf(asked, context)
  return [...(await context.insights.ask(id, 'health', {}, { signal: asked.signal }))]
}

const retryShape = z
  .object({
    repository: z.string().describe('`owner/name`'),
    number: z.number().nullable().describe('Null when GitHub does not even give its number.'),
    reason: z.string(),
    attempts: z.number(),
    nextAt: instant.describe('When it is tried again, by the next run after that.'),
    isStored: z.boolean().describe('Something of it is.'),
  })
  .openapi('Retry')

const retriesQuery = z.object({ limit: limitParameter(100, 5_000) })

export const retries = defineRead({
  path: '/organizations/{organization}/retries',
  id: 'retries',
  tag,
  summary: 'What could not be read, why, and when it is tried again',
  params: organizationParams,
  query: retriesQuery,
  answer: z.object({ retries: z.array(retryShape) }),
  version: dataVersion,
  read: async (asked, context) => ({ retries: await retriesOf(asked, context) }),
  table: {
    row: retryShape,
    async *rows(asked, context) {
      yield await retriesOf(asked, context)
    },
  },
})

const retriesOf = async (
  asked: Asked<z.output<typeof organizationParams>, z.output<typeof retriesQuery>>,
  context: ApiContext,
) => {
  const id = await organizationOf(asked, context)
  const { limit } = asked.query
  return [...(await context.insights.ask(id, 'retries', { limit }, { signal: asked.signal }))]
}

const ignoredShape = z
  .object({
    repository: z.string().describe('`owner/name`'),
    kind: z.string().describe('`review`, `comment`, `request` or `commit`.'),
    why: z.string(),
    words: z.string().describe('As people say it: `by the author`.'),
    count: z.number(),
  })
  .openapi('Ignored')

export const ignored = defineRead({
  path: '/organizations/{organization}/ignored',
  id: 'ignored',
  tag,
  summary: 'What did not count, and why, over all that is stored',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ ignored: z.array(ignoredShape) }),
  version: dataVersion,
  read: async (asked, context) => ({ ignored: await ignoredOf(asked, context) }),
  table: {
    row: ignoredShape,
    async *rows(asked, context) {
      yield await ignoredOf(asked, context)
    },
  },
})

const ignoredOf = async (asked: OrganizationAsked, context: ApiContext) => {
  const id = await organizationOf(asked, context)
  const counts = await context.insights.ask(id, 'ignored', {}, { signal: asked.signal })
  const words: Readonly<Record<string, string>> = ignoredWords
  return counts.map((one) => ({ ...one, words: words[one.why] ?? one.why }))
}
