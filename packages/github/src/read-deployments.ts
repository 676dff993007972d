/** The deployments of a repository, with the time at which each first succeeded. */
import { type Deployment, parseInstant, type RepositoryId, toActor } from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import { repositoryGone, stuck } from './connection.ts'
import { deploymentsQuery } from './documents.ts'
import type { Sent, Transport } from './transport.ts'

export interface Deployments {
  readonly deployments: readonly Deployment[]
  /** Why not all of them could be read; null when they were. */
  readonly missing: string | null
}

type Found = Extract<
  NonNullable<ResultOf<typeof deploymentsQuery>['node']>,
  { deployments: unknown }
>['deployments']
type Node = NonNullable<NonNullable<Found['nodes']>[number]>

export async function readDeployments(
  transport: Transport,
  repository: RepositoryId,
  signal?: AbortSignal,
): Promise<Deployments> {
  const deployments: Deployment[] = []
  let missing: string | null = null
  for (let after: string | null = null; ; ) {
    const { data, errors }: Sent<ResultOf<typeof deploymentsQuery>> = await transport.send(
      deploymentsQuery,
      { repository, after },
      signal,
    )
    if (!data.node || !('deployments' in data.node)) throw repositoryGone(repository)
    missing ??= errors.reason
    const found: Found | null = data.node.deployments
    if (!found?.nodes) return { deployments, missing: missing ?? 'GitHub left them out without a reason' }
    for (const [index, node] of found.nodes.entries()) {
      const reason = errors.at('node', 'deployments', 'nodes', index).reason
      if (!node) missing ??= reason ?? 'GitHub left one out without a reason'
      else if (reason === null) deployments.push(toDeployment(node))
    }
    if (!found.pageInfo.hasNextPage) return { deployments, missing }
    if (!found.pageInfo.endCursor || found.pageInfo.endCursor === after)
      throw stuck(`the deployments of repository ${repository}`)
    after = found.pageInfo.endCursor
  }
}

function toDeployment({
  id,
  environment,
  commitOid,
  commit,
  creator,
  createdAt,
  statuses,
}: Node): Deployment {
  const successes = (statuses?.nodes ?? [])
    .filter((status) => status?.state === 'SUCCESS')
    .map((status) => parseInstant(status!.createdAt))
  return {
    id,
    environment: environment ?? '',
    sha: commitOid,
    // A commit that is gone was there when it was deployed.
    committedAt: parseInstant(commit?.committedDate ?? createdAt),
    creator: toActor(creator),
    createdAt: parseInstant(createdAt),
    succeededAt: successes.length === 0 ? null : Math.min(...successes),
  }
}
