/** Reads further pages of child sets, many pull requests at a time: one request asks for each by its own alias. */
import type { DocumentNode } from '@0no-co/graphql.web'
import type { ResultOf, TadaDocumentNode } from 'gql.tada'
import { moreQueries } from './documents.ts'
import { GithubError } from './github-error.ts'
import type { Transport } from './transport.ts'

export type MoreSet = keyof typeof moreQueries
type PageOf<Set extends MoreSet> = Extract<
  NonNullable<ResultOf<(typeof moreQueries)[Set]>['node']>,
  { page: unknown }
>['page']

/** The set to go on with, of which node (a pull request, or a thread for its comments), after which cursor. */
export interface MoreRequest {
  readonly set: MoreSet
  readonly id: string
  readonly after: string | null
}

export type MorePage = { [Set in MoreSet]: { readonly set: Set; readonly page: PageOf<Set> | null } }[MoreSet]

/** How many are asked for at once: a hundred children each stay far below GitHub's limits. */
const batchSize = 12

/** The pages in the order of the requests; `page` is null where it could not be read. */
export async function readMore(
  transport: Transport,
  requests: readonly MoreRequest[],
  signal?: AbortSignal,
): Promise<MorePage[]> {
  const batches = Array.from({ length: Math.ceil(requests.length / batchSize) }, (_, index) =>
    requests.slice(index * batchSize, (index + 1) * batchSize),
  )
  return (await Promise.all(batches.map((batch) => readBatch(transport, batch, signal)))).flat()
}

/** Halves a batch that is too heavy; a single one that is, or that is gone, is left out. */
async function readBatch(
  transport: Transport,
  batch: readonly MoreRequest[],
  signal?: AbortSignal,
): Promise<MorePage[]> {
  const variables = Object.fromEntries(
    batch.flatMap(({ id, after }, index) => [
      [`id${index}`, id],
      [`after${index}`, after],
    ]),
  )
  try {
    const { data } = await transport.send(compose(batch), variables, signal)
    return batch.map(({ set }, index) => ({ set, page: data[`n${index}`]?.page ?? null }) as MorePage)
  } catch (error) {
    if (!(error instanceof GithubError)) throw error
    const isGone = error.code === 'github/not-found'
    if (!isGone && error.code !== 'github/query-too-heavy') throw error
    if (isGone || batch.length === 1) return batch.map(({ set }) => ({ set, page: null }))
    const middle = Math.ceil(batch.length / 2)
    const halves = [batch.slice(0, middle), batch.slice(middle)]
    return (await Promise.all(halves.map((half) => readBatch(transport, half, signal)))).flat()
  }
}

/** Puts the single queries together: their root field under an alias, their variables and its own numbered. */
export function compose(
  batch: readonly MoreRequest[],
): TadaDocumentNode<Record<string, { page?: unknown } | null>, Record<string, string | null>, void> {
  const fragments = new Map<string, DefinitionNode>()
  const selections: unknown[] = []
  const variables: unknown[] = []
  batch.forEach(({ set }, index) => {
    for (const definition of (moreQueries[set] as unknown as DocumentNode).definitions) {
      if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition)
      if (definition.kind !== 'OperationDefinition') continue
      const [root] = numbered(definition.selectionSet.selections, index) as { alias?: unknown }[]
      selections.push({ ...root, alias: { kind: 'Name', value: `n${index}` } })
      variables.push(...(numbered(definition.variableDefinitions ?? [], index) as unknown[]))
    }
  })
  const rateLimit = (moreQueries.commits as unknown as DocumentNode).definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' ? definition.selectionSet.selections.slice(1) : [],
  )
  const operation = {
    kind: 'OperationDefinition',
    operation: 'query',
    name: { kind: 'Name', value: 'MoreChildren' },
    variableDefinitions: variables,
    selectionSet: { kind: 'SelectionSet', selections: [...selections, ...rateLimit] },
  }
  return { kind: 'Document', definitions: [operation, ...fragments.values()] } as never
}

type DefinitionNode = DocumentNode['definitions'][number]

/** A copy in which each variable has the number at its name's end. */
function numbered(node: unknown, index: number): unknown {
  if (Array.isArray(node)) return node.map((item) => numbered(item, index))
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'loc')
      .map(([key, value]) => [key, numbered(value, index)]),
  )
  if (copy.kind === 'Variable')
    return { ...copy, name: { kind: 'Name', value: `${(copy.name as { value: string }).value}${index}` } }
  return copy
}
