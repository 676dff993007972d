/** Answers queries over GitHub's published schema: what they cost, whether they are run at all, and what comes of them. */
import {
  buildSchema,
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql'
import { RequestRefused } from './connection.ts'
import { costOf } from './cost.ts'
import type { Dataset } from './dataset.ts'
import { createFieldResolver, type Denial } from './denials.ts'
import { createRoot } from './graph.ts'
import type { JournalEntry } from './journal.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Viewer } from './viewer.ts'

export interface Query {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName?: string | undefined
}

/** The body of an answer. Its cost is drawn from the viewer's quota, and written into the entry. */
export type AnswerGraphql = (asked: Query, viewer: Viewer, entry: JournalEntry) => Promise<object>

export function createGraphql(
  data: Dataset,
  { limits, denials }: { readonly limits: RateLimits; readonly denials: readonly Denial[] },
): AnswerGraphql {
  const fieldResolver = createFieldResolver(denials)
  const read = createReader()

  return async ({ query, variables, operationName }, viewer, entry) => {
    if (limits.areCounted && limits.quotaOf(viewer, 'graphql').remaining === 0)
      return {
        errors: [{ type: 'RATE_LIMIT', message: `API rate limit exceeded for user ${viewer.login}.` }],
      }
    try {
      const schema = await publishedSchema()
      const { document, problems } = read(query, schema)
      if (problems.length > 0) return { errors: problems.map(toWire) }
      entry.cost = costOf(document, variables)
      limits.draw(viewer, 'graphql', entry.cost)
      const rateLimit = () => {
        const { resetAt, ...quota } = limits.quotaOf(viewer, 'graphql')
        entry.toldCost = entry.cost
        return { ...quota, cost: entry.cost, resetAt: new Date(resetAt).toISOString(), nodeCount: 0 }
      }
      const result = await execute({
        schema,
        document,
        rootValue: createRoot(data, viewer, rateLimit),
        variableValues: variables,
        operationName,
        fieldResolver,
      })
      return { ...(result.errors ? { errors: result.errors.map(toWire) } : {}), data: result.data }
    } catch (error) {
      return { errors: [toWire(error)] }
    }
  }
}

interface Read {
  readonly document: DocumentNode
  readonly problems: readonly GraphQLError[]
}

/** A client asks the same few texts over and over, and what is wrong with one stays so. The last fifty are kept. */
function createReader(): (query: string, schema: GraphQLSchema) => Read {
  const known = new Map<string, Read>()
  return (query, schema) => {
    const before = known.get(query)
    if (before) return before
    const document = parse(query)
    const read: Read = { document, problems: validate(schema, document) }
    if (known.size === 50) known.delete(known.keys().next().value!)
    known.set(query, read)
    return read
  }
}

let loading: Promise<GraphQLSchema> | null = null

/** The same for every emulator of a process, and loaded with the first query: several megabytes of text. */
function publishedSchema(): Promise<GraphQLSchema> {
  loading ??= import('@octokit/graphql-schema').then(({ schema }) =>
    buildSchema(schema.idl, { assumeValid: true, assumeValidSDL: true }),
  )
  return loading
}

function toWire(error: unknown) {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error
  const refused = original instanceof RequestRefused ? original : null
  const { message, path, locations } = error as GraphQLError
  return {
    ...(refused ? { type: refused.type } : {}),
    ...(refused?.isSamlFailure ? { extensions: { saml_failure: true } } : {}),
    ...(path ? { path } : {}),
    ...(locations ? { locations } : {}),
    message,
  }
}
