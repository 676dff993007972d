/**
 * The deployments of a repository, from the newest on or by their ids. What GitHub withholds of one is said of that one,
 * and the others come.
 */
import type { Deployment, Instant, RepositoryId } from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import { repositoryGone, stuck } from './connection.ts'
import { type DeploymentNode, toDeployment } from './deployment-from-wire.ts'
import { deploymentsByIdQuery, deploymentsQuery } from './documents.ts'
import { type FieldErrors, strayErrors } from './field-errors.ts'
import { batchesOf, inHalves } from './in-halves.ts'
import { shrinking } from './page.ts'
import type { Sent, Transport } from './transport.ts'

export interface Deployments {
  readonly deployments: readonly Deployment[]
  /** Why not all that was asked for could be read, and of which; null when it was. */
  readonly missing: string | null
  /** How many GitHub counts. */
  readonly totalCount: number
  /** Whether these are all that there are, but for those that are missing. */
  readonly isWhole: boolean
}

export interface DeploymentsById extends Pick<Deployments, 'deployments' | 'missing'> {
  /** Those that GitHub no longer has. */
  readonly gone: readonly string[]
}

/** What stands at a place of an answer, and what could not be read of it. */
interface Place {
  readonly node: DeploymentNode | null
  readonly errors: FieldErrors
}

const mostAtOnce = 50

/**
 * @param since no further back than the page that holds one which was created before; null for all
 * @throws GithubError `github/not-found` when the repository is gone
 */
export async function readDeployments(
  transport: Transport,
  repository: RepositoryId,
  { since = null, signal }: { readonly since?: Instant | null; readonly signal?: AbortSignal } = {},
): Promise<Deployments> {
  const deployments: Deployment[] = []
  let missing: string | null = null
  let pageSize = mostAtOnce
  for (let after: string | null = null; ; ) {
    const page = await shrinking(
      pageSize,
      async (first) => ({ first, ...(await readPage(transport, { repository, first, after }, signal)) }),
      (error) => Promise.reject(error),
    )
    pageSize = page.first
    missing ??= page.missing
    const read = await toDeployments(transport, page.places, signal)
    deployments.push(...read.deployments)
    missing ??= read.missing
    const { nextCursor, totalCount } = page
    if (nextCursor === null) return { deployments, missing, totalCount, isWhole: true }
    if (since !== null && read.deployments.some(({ createdAt }) => createdAt < since))
      return { deployments, missing, totalCount, isWhole: false }
    if (nextCursor === after) throw stuck(`the deployments of repository ${repository}`)
    after = nextCursor
  }
}

async function readPage(
  transport: Transport,
  variables: { readonly repository: RepositoryId; readonly first: number; readonly after: string | null },
  signal?: AbortSignal,
) {
  let totalCount = 0
  let nextCursor: string | null = null
  let missing: string | null = null
  const places = await withCreators(async (withCreators) => {
    const { data, errors }: Sent<ResultOf<typeof deploymentsQuery>> = await transport.send(
      deploymentsQuery,
      { ...variables, withCreators },
      signal,
    )
    if (!data.node || !('deployments' in data.node)) throw repositoryGone(variables.repository)
    const found = data.node.deployments as (typeof data.node)['deployments'] | null
    const { hasNextPage, endCursor } = found?.pageInfo ?? { hasNextPage: false, endCursor: null }
    if (hasNextPage && !endCursor) throw stuck(`the deployments of repository ${variables.repository}`)
    totalCount = found?.totalCount ?? 0
    nextCursor = hasNextPage ? endCursor : null
    const [stray] = strayErrors(errors, (path) => /^node,deployments,nodes,\d+\b/.test(path.join()))
    missing = stray?.message ?? (found?.nodes ? null : withoutReason)
    return (found?.nodes ?? []).map(
      (node, index): Place => ({ node, errors: errors.at('node', 'deployments', 'nodes', index) }),
    )
  })
  return { places, totalCount, nextCursor, missing }
}

/** Those of these ids. One that GitHub cannot answer for hides no other. */
export async function readDeploymentsById(
  transport: Transport,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<DeploymentsById> {
  const gone: string[] = []
  const places: Place[] = []
  let missing: string | null = null
  for (const batch of batchesOf(ids, mostAtOnce)) {
    const answers = await inHalves<string, Place | string>(
      batch,
      (some) =>
        withCreators(async (withCreators) => {
          const { data, errors } = await transport.send(
            deploymentsByIdQuery,
            { ids: [...some], withCreators },
            signal,
          )
          const [stray] = strayErrors(
            errors,
            ([root, index]) => root === 'nodes' && typeof index === 'number',
          )
          missing ??= stray?.message ?? null
          return some.map((_, index): Place => {
            const node = data.nodes[index] ?? null
            return { node: node && 'commitOid' in node ? node : null, errors: errors.at('nodes', index) }
          })
        }),
      (id, { message }) => `deployment ${id}: ${message}`,
    )
    for (const [index, answer] of answers.entries()) {
      if (typeof answer === 'string') missing ??= answer
      else if (!answer.node && answer.errors.all.some(({ type }) => type === 'NOT_FOUND'))
        gone.push(batch[index]!)
      else places.push(answer)
    }
  }
  const read = await toDeployments(transport, places, signal)
  return { deployments: read.deployments, gone, missing: missing ?? read.missing }
}

/**
 * Who deployed is shown, and nothing is made of it; but a deployment whose creator may not be read is null as a whole.
 * Where one is, all are asked for again without, and that one's is a ghost.
 */
async function withCreators(ask: (withCreators: boolean) => Promise<Place[]>): Promise<Place[]> {
  const places = await ask(true)
  if (!places.some(({ errors }) => errors.all.some(({ path }) => path?.includes('creator')))) return places
  const known = new Map(places.flatMap(({ node }) => (node ? [[node.id, node.creator]] : [])))
  return (await ask(false)).map(({ node, errors }) => ({
    node: node && { ...node, creator: known.get(node.id) },
    errors,
  }))
}

async function toDeployments(transport: Transport, places: readonly Place[], signal?: AbortSignal) {
  const deployments: Deployment[] = []
  let missing: string | null = null
  for (const { node, errors } of places) {
    if (!node) missing ??= errors.reason ?? withoutReason
    else {
      const made = errors.reason ?? (await toDeployment(transport, node, signal))
      if (typeof made === 'string') missing ??= `deployment ${node.id}: ${made}`
      else deployments.push(made)
    }
  }
  return { deployments, missing }
}

const withoutReason = 'GitHub left one out without a reason'
