/**
 * What GitHub does, asserted through clients that nobody here wrote. The emulator is held to it in every run, GitHub
 * itself when it is asked for (see real-github.ts).
 */
import { graphql } from '@octokit/graphql'
import { paginateGraphQL } from '@octokit/plugin-paginate-graphql'
import { Octokit } from '@octokit/rest'
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { costOf } from '../src/index.ts'

export interface Target {
  readonly baseUrl: string
  readonly token: string
  /** A repository with more than a dozen pull requests. */
  readonly owner: string
  readonly name: string
}

interface Pulls {
  readonly nodes: { number: number; createdAt: string }[]
  readonly pageInfo: {
    hasNextPage: boolean
    endCursor: string
    hasPreviousPage: boolean
    startCursor: string
  }
  readonly totalCount: number
}
interface Answer {
  readonly repository: { id: string; pullRequests: Pulls } | null
  readonly rateLimit: { cost: number; remaining: number; limit: number }
  readonly nodes: ({ id: string } | null)[]
}
interface Refusal {
  readonly status?: number
  readonly message: string
  readonly errors?: { type?: string; path?: (string | number)[]; message: string }[]
  readonly data?: Answer | null
}

const page = `query Page($owner: String!, $name: String!, $first: Int, $cursor: String, $last: Int, $before: String) {
  repository(owner: $owner, name: $name) {
    id
    pullRequests(first: $first, after: $cursor, last: $last, before: $before, orderBy: { field: CREATED_AT, direction: DESC }) {
      totalCount
      pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
      nodes { number createdAt }
    }
  }
  rateLimit { cost limit remaining }
}`

/**
 * @param target asked for when a test runs
 * @param missing why there is none: then all of it is skipped, and says so
 */
export function describeGithub(name: string, target: () => Target, missing: string | null = null): void {
  const rest = () =>
    new Octokit({ auth: target().token, baseUrl: target().baseUrl, log: quiet, retry: { enabled: false } })
  const ask = async (query: string, variables: object = {}, token = target().token): Promise<Answer> => {
    const { baseUrl, owner, name } = target()
    const send = graphql.defaults({ baseUrl, headers: { authorization: `bearer ${token}` } })
    return send<Answer>(query, { owner, name, ...variables })
  }
  const refusal = (work: Promise<unknown>): Promise<Refusal> =>
    work.then(
      () => ({ message: 'it was not refused' }),
      (error: Refusal) => error,
    )

  describe.skipIf(missing !== null)(missing === null ? name : `${name} (skipped: ${missing})`, () => {
    it('says who asks, and counts what is asked', async () => {
      expect((await rest().rest.users.getAuthenticated()).data.login).toMatch(/^[\w-]+$/)
      const { core, graphql: points } = (await rest().rest.rateLimit.get()).data.resources
      expect(core.used + core.remaining).toBe(core.limit)
      expect(points!.limit).toBeGreaterThan(0)
      expect((await rest().rest.meta.get()).status).toBe(200)
    })

    it('calls a repository the same in both of its APIs, and does not send again what has not changed', async () => {
      const { owner, name: repo } = target()
      const { data, headers } = await rest().rest.repos.get({ owner, repo })
      expect(data.full_name.toLowerCase()).toBe(`${owner}/${repo}`.toLowerCase())
      expect((await ask(page, { first: 1 })).repository!.id).toBe(data.node_id)
      const again = rest().rest.repos.get({ owner, repo, headers: { 'if-none-match': headers.etag! } })
      expect((await refusal(again)).status).toBe(304)
    })

    it('pages forwards and backwards, in order, each once', async () => {
      const first = (await ask(page, { first: 5 })).repository!.pullRequests
      const second = (await ask(page, { first: 5, cursor: first.pageInfo.endCursor })).repository!
        .pullRequests
      const numbers = [...first.nodes, ...second.nodes].map(({ number }) => number)
      expect(new Set(numbers).size).toBe(10)
      const times = [...first.nodes, ...second.nodes].map(({ createdAt }) => Date.parse(createdAt))
      expect(times).toEqual([...times].sort((a, b) => b - a))
      expect([first.pageInfo.hasNextPage, second.pageInfo.hasPreviousPage]).toEqual([true, true])
      const last = (await ask(page, { last: 3 })).repository!.pullRequests
      const before = (await ask(page, { last: 3, before: last.pageInfo.startCursor })).repository!
        .pullRequests
      const oldest = [...before.nodes, ...last.nodes].map(({ createdAt }) => Date.parse(createdAt))
      expect(oldest).toEqual([...oldest].sort((a, b) => b - a))
      expect([last.pageInfo.hasNextPage, before.nodes.length]).toEqual([false, 3])
    })

    it('is paged by a client of its own as by hand', async () => {
      const client = new (Octokit.plugin(paginateGraphQL))({
        auth: target().token,
        baseUrl: target().baseUrl,
        log: quiet,
      })
      const { owner, name: repo } = target()
      const pages: number[] = []
      for await (const { repository } of client.graphql.paginate.iterator<Answer>(page, {
        owner,
        name: repo,
        first: 5,
      })) {
        pages.push(...repository!.pullRequests.nodes.map(({ number }) => number))
        if (pages.length >= 12) break
      }
      const byHand = (await ask(page, { first: 15 })).repository!.pullRequests.nodes
      expect(pages.slice(0, 12)).toEqual(byHand.slice(0, 12).map(({ number }) => number))
    })

    it.each([
      ['a page', page, { first: 5 }],
      [
        'a nested query',
        'query Nested($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id pullRequests(first: 20) { nodes { reviewThreads(first: 10) { nodes { comments(first: 5) { nodes { id } } } } commits(first: 1) { nodes { id } } } } } rateLimit { cost limit remaining } }',
        {},
      ],
    ])('%s costs what the formula says', async (_, query, variables) => {
      const { owner, name: repo } = target()
      const { rateLimit } = await ask(query, variables)
      expect(rateLimit.cost).toBe(costOf(parse(query), { owner, name: repo, ...variables }))
    })

    it.each([
      ['more than a hundred', { first: 101 }, 'EXCESSIVE_PAGINATION'],
      ['neither first nor last', {}, 'MISSING_PAGINATION_BOUNDARIES'],
      ['after a cursor that is none', { first: 1, cursor: 'bm9uZQ' }, 'INVALID_CURSOR_ARGUMENTS'],
    ])('refuses %s', async (_, variables, type) => {
      expect((await refusal(ask(page, variables))).errors?.[0]?.type).toBe(type)
    })

    it('answers null with an error for what there is none of, and for nothing else', async () => {
      const none = await refusal(ask(page, { first: 1, name: 'there-is-none-of-this-name' }))
      expect([none.data?.repository, none.errors?.[0]]).toMatchObject([
        null,
        { type: 'NOT_FOUND', path: ['repository'] },
      ])
      const { id } = (await ask(page, { first: 1 })).repository!
      const half = await refusal(
        ask('query Some($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id, 'R_kgDOnone'] }),
      )
      expect([half.data?.nodes, half.errors]).toMatchObject([
        [{ id }, null],
        [{ type: 'NOT_FOUND', path: ['nodes', 1] }],
      ])
      const { owner } = target()
      const gone = await refusal(rest().rest.repos.get({ owner, repo: 'there-is-none-of-this-name' }))
      expect([gone.status, gone.message]).toEqual([404, expect.stringContaining('Not Found')])
    })

    it('answers nothing to a field that it does not have', async () => {
      const { errors, data } = await refusal(ask('query Q { viewer { favouriteColour } }'))
      expect([errors?.[0]?.message, data ?? null]).toEqual([expect.stringContaining('favouriteColour'), null])
    })

    it('believes no wrong token', async () => {
      expect(await refusal(ask(page, { first: 1 }, 'ghp_wrong'))).toMatchObject({ status: 401 })
    })
  })
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
