/** The tags of a repository, lightweight and annotated, with the date of the commit that they lead to. */
import { parseInstant, type RepositoryId, type Tag } from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import { repositoryGone, stuck } from './connection.ts'
import { tagsQuery } from './documents.ts'
import type { Sent, Transport } from './transport.ts'

export interface Tags {
  readonly tags: readonly Tag[]
  /** Why not all of them could be read; null when they were. */
  readonly missing: string | null
}

type Refs = Extract<NonNullable<ResultOf<typeof tagsQuery>['node']>, { refs: unknown }>['refs']
/** What a tag points at: a commit, or a tag that points at something. */
interface Target {
  readonly __typename: string
  readonly oid?: string
  readonly committedDate?: string
  readonly target?: Target | null
}

export async function readTags(
  transport: Transport,
  repository: RepositoryId,
  signal?: AbortSignal,
): Promise<Tags> {
  const tags: Tag[] = []
  let missing: string | null = null
  for (let after: string | null = null; ; ) {
    const { data, errors }: Sent<ResultOf<typeof tagsQuery>> = await transport.send(
      tagsQuery,
      { repository, after },
      signal,
    )
    if (!data.node || !('refs' in data.node)) throw repositoryGone(repository)
    missing ??= errors.reason
    const refs: Refs = data.node.refs
    if (!refs?.nodes) return { tags, missing: missing ?? 'GitHub left them out without a reason' }
    for (const [index, ref] of refs.nodes.entries()) {
      const reason = errors.at('node', 'refs', 'nodes', index).reason
      if (!ref) missing ??= reason ?? 'GitHub left one out without a reason'
      else if (reason === null) {
        const commit = commitOf(ref.target)
        if (commit === 'too deep') missing ??= `tag ${ref.name} is a tag of tags of tags`
        else if (commit) tags.push({ name: ref.name, ...commit })
      }
    }
    if (!refs.pageInfo.hasNextPage) return { tags, missing }
    if (!refs.pageInfo.endCursor || refs.pageInfo.endCursor === after)
      throw stuck(`the tags of repository ${repository}`)
    after = refs.pageInfo.endCursor
  }
}

/** Null for what is no commit in the end: a tag may point at a file. */
function commitOf(target: Target | null | undefined): Omit<Tag, 'name'> | 'too deep' | null {
  let end = target
  while (end?.__typename === 'Tag' && end.target !== undefined) end = end.target
  if (end?.__typename === 'Tag') return 'too deep'
  return end?.__typename === 'Commit' && end.oid !== undefined && end.committedDate !== undefined
    ? { sha: end.oid, committedAt: parseInstant(end.committedDate) }
    : null
}
