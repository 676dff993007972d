/** What the counts of health are of, one by one: pull requests by how they were read, and what did not count. */
import { z } from '@hono/zod-openapi'
import { type IgnoredItem, ignoredWords, type PageRequest, type StandingPullRequest } from '@upflow/insights'
import { ignoredShape, scopeShape, standingShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { allRows, pageShape, toNext, toPageRequest } from '../list-pages.ts'
import { dataVersion, organizationOf, organizationParams } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { instant, nextCursor } from '../shapes/values.ts'

const tag = 'Health'
type Of<Query extends z.ZodType> = Asked<z.output<typeof organizationParams>, z.output<Query>>
const { repo } = scopeShape

const standingRow = z
  .object({
    repository: z.string().describe('`owner/name`'),
    number: z.number().nullable().describe('Null when GitHub does not even give its number.'),
    title: z.string().describe('Empty where it is not known.'),
    isAnalyzed: z.boolean().describe('Whether there are numbers of it.'),
    updatedAt: instant.nullable().describe('As GitHub said; null where nothing of it is stored.'),
    incomplete: z.array(z.string()).describe('What of its history could not be read.'),
    retry: z
      .object({ reason: z.string(), attempts: z.number(), nextAt: instant })
      .nullable()
      .describe('Why it could not be read, or not whole, and when it is tried again.'),
    removedAt: instant.nullable().describe('When GitHub was found not to have it any more.'),
  })
  .openapi('StandingPullRequest')

const standingQuery = z
  .object({ repo, ...standingShape, ...pageShape })
  .superRefine(({ lacks, standing }, context) => {
    if (lacks !== undefined && standing !== 'incomplete')
      context.addIssue({
        code: 'custom',
        path: ['lacks'],
        message: `is of what is not whole: it needs 'standing' incomplete`,
        input: lacks,
      })
  })

export const standing = defineRead({
  path: '/organizations/{organization}/health/pulls',
  id: 'standingPulls',
  tag,
  summary: 'Which pull requests the counts of health are of',
  description: 'Also those of which nothing is stored, or nothing any more: no other list has them.',
  params: organizationParams,
  query: standingQuery,
  answer: z.object({
    count: z.number().describe('Of all pages: the number of health that it is behind.'),
    pullRequests: z.array(standingRow),
    next: nextCursor,
  }),
  version: dataVersion,
  async read(asked, context) {
    const list = asked.query.standing
    const { count, rows, next } = await standingOf(asked, context, toPageRequest(asked.query, list))
    return { count, pullRequests: rows.map(toStanding), next: toNext(next, list) }
  },
  table: {
    row: standingRow,
    async *rows(asked, context) {
      for await (const rows of allRows((page) => standingOf(asked, context, page))) yield rows.map(toStanding)
    },
  },
})

async function standingOf(asked: Of<typeof standingQuery>, context: ApiContext, page: PageRequest) {
  const id = await organizationOf(asked, context)
  const { repo: repositories = null, standing, lacks = null } = asked.query
  const request = { repositories, standing, lacks, ...page }
  return context.insights.ask(id, 'standing', request, { signal: asked.signal })
}

const toStanding = (row: StandingPullRequest): z.output<typeof standingRow> => ({
  ...row,
  incomplete: [...row.incomplete],
})

const ignoredRow = z
  .object({
    repository: z.string().describe('`owner/name`'),
    number: z.number(),
    title: z.string().describe('Empty where it is not known.'),
    kind: z.string().describe('`review`, `comment`, `request` or `commit`.'),
    why: z.string(),
    words: z.string().describe('As people say it: `by the author`.'),
    at: instant.nullable(),
    actor: z
      .object({ kind: z.string(), login: z.string(), id: z.string().nullable() })
      .nullable()
      .describe('By whom, or of a request to whom.'),
  })
  .openapi('IgnoredItem')

const ignoredQuery = z.object({ repo, ...ignoredShape, ...pageShape })

export const ignoredItems = defineRead({
  path: '/organizations/{organization}/ignored/items',
  id: 'ignoredItems',
  tag,
  summary: 'What did not count, one by one, each with its pull request',
  params: organizationParams,
  query: ignoredQuery,
  answer: z.object({
    count: z.number().describe('Of all pages: the sum of what `ignored` counts of them.'),
    items: z.array(ignoredRow),
    next: nextCursor,
  }),
  version: dataVersion,
  async read(asked, context) {
    const { count, rows, next } = await ignoredOf(asked, context, toPageRequest(asked.query, 'ignored'))
    return { count, items: rows.map(toIgnored), next: toNext(next, 'ignored') }
  },
  table: {
    row: ignoredRow,
    async *rows(asked, context) {
      for await (const rows of allRows((page) => ignoredOf(asked, context, page))) yield rows.map(toIgnored)
    },
  },
})

async function ignoredOf(asked: Of<typeof ignoredQuery>, context: ApiContext, page: PageRequest) {
  const id = await organizationOf(asked, context)
  const { repo: repositories = null, item = null, why = null } = asked.query
  return context.insights.ask(
    id,
    'ignoredItems',
    { repositories, item, why, ...page },
    { signal: asked.signal },
  )
}

const words: Readonly<Record<string, string>> = ignoredWords
const toIgnored = (row: IgnoredItem): z.output<typeof ignoredRow> => ({
  ...row,
  words: words[row.why] ?? row.why,
})
