/** Reads further pages of child sets, many pull requests at a time: one request asks for each by its own alias. */
import type { DocumentNode } from '@0no-co/graphql.web'
import type { ResultOf, TadaDocumentNode } from 'gql.tada'
import { moreQueries } from './documents.ts'
import { strayErrors } from './field-errors.ts'
import { batchesOf, inHalves } from './in-halves.ts'
import type { Transport } from './transport.ts'

export type MoreSet = keyof typeof moreQueries
type NodeOf<Set extends MoreSet> = NonNullable<ResultOf<(typeof moreQueries)[Set]>['node']>
type PageOf<Set extends MoreSet> = Extract<NodeOf<Set>, { page: unknown }>['page']
/** What GitHub computes of a pull request. */
export type Size = Omit<Extract<NodeOf<'size'>, { additions: number }>, '__typename' | 'updatedAt'>

/** The set to go on with, of which node (a pull request, or a thread for its comments), after which cursor. */
export interface MoreRequest {
  readonly set: MoreSet
  readonly id: string
  readonly after: string | null
  /** Of threads, each of which counts: how many are left, where that is known. */
  readonly left?: number
}

export type MorePage =
  | {
      [Set in Exclude<MoreSet, 'size'>]: { readonly set: Set; readonly page: PageOf<Set> | null }
    }[Exclude<MoreSet, 'size'>]
  | { readonly set: 'size'; readonly page: Size | null }

/** A page that came apart from its pull request. */
export type MoreAnswer = MorePage & {
  /** Why it could not be read, or not whole. */
  readonly reason: string | null
  /** Of the pull request when this was read: another one means that it changed in between. */
  readonly updatedAt: string | null
}

/** Threads at once: with a hundred comments each they stay far below GitHub's limits. */
const mostThreads = 50

/** How many are asked for at once: a hundred children each stay far below GitHub's limits. */
const batchSize = 12

/** The pages in the order of the requests; `page` is null where it could not be read. */
export async function readMore(
  transport: Transport,
  requests: readonly MoreRequest[],
  signal?: AbortSignal,
): Promise<MoreAnswer[]> {
  const answers = batchesOf(requests, batchSize).map((batch) =>
    inHalves(
      batch,
      (some) => readBatch(transport, some, signal),
      ({ set }, error): MoreAnswer => ({ set, page: null, reason: error.message, updatedAt: null }),
    ),
  )
  return (await Promise.all(answers)).flat()
}

interface WireNode {
  readonly updatedAt?: string
  readonly pullRequest?: { readonly updatedAt: string }
  readonly page?: unknown
}

async function readBatch(
  transport: Transport,
  batch: readonly MoreRequest[],
  signal?: AbortSignal,
): Promise<MoreAnswer[]> {
  const variables = Object.fromEntries(
    batch.flatMap(({ set, id, after, left }, index) => [
      [`id${index}`, id],
      ...(set === 'size' ? [] : [[`after${index}`, after]]),
      ...(set === 'threads' ? [[`first${index}`, Math.min(mostThreads, left ?? mostThreads)]] : []),
    ]),
  )
  const { data, errors } = await transport.send(compose(batch), variables, signal)
  const [stray] = strayErrors(errors, ([alias]) => /^n\d+$/.test(String(alias)))
  return batch.map(({ set }, index) => {
    const node = data[`n${index}`] ?? null
    return {
      set,
      page: set === 'size' ? node : (node?.page ?? null),
      reason: errors.at(`n${index}`).reason ?? stray?.message ?? null,
      updatedAt: node?.updatedAt ?? node?.pullRequest?.updatedAt ?? null,
    } as MoreAnswer
  })
}

/** Puts the single queries together: their root field under an alias, their variables and its own numbered. */
export function compose(
  batch: readonly MoreRequest[],
): TadaDocumentNode<Record<string, WireNode | null>, Record<string, string | number | null>, void> {
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
