/** The tags of a repository, lightweight and annotated, with the date of the commit that they point at. */
import { parseInstant, type RepositoryId, type Tag } from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import { stuck } from './connection.ts'
import { tagsQuery } from './documents.ts'
import type { Transport } from './transport.ts'

type Refs = Extract<NonNullable<ResultOf<typeof tagsQuery>['node']>, { refs: unknown }>['refs']

export async function readTags(
  transport: Transport,
  repositoryId: RepositoryId,
  signal?: AbortSignal,
): Promise<Tag[]> {
  const tags: Tag[] = []
  let after: string | null = null
  for (;;) {
    const refs: Refs = await readPage(transport, repositoryId, after, signal)
    for (const ref of refs?.nodes ?? []) {
      const target = ref?.target?.__typename === 'Tag' ? ref.target.target : ref?.target
      if (ref && target?.__typename === 'Commit')
        tags.push({ name: ref.name, sha: target.oid, committedAt: parseInstant(target.committedDate) })
    }
    if (!refs?.pageInfo.hasNextPage) return tags
    if (!refs.pageInfo.endCursor || refs.pageInfo.endCursor === after)
      throw stuck(`the tags of repository ${repositoryId}`)
    after = refs.pageInfo.endCursor
  }
}

async function readPage(
  transport: Transport,
  repository: RepositoryId,
  after: string | null,
  signal?: AbortSignal,
): Promise<Refs> {
  const { data } = await transport.send(tagsQuery, { repository, after }, signal)
  return data.node && 'refs' in data.node ? data.node.refs : null
}
