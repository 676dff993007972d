/** What a request holds: its body, the query in it, and the token that it comes with. */
import type { IncomingMessage } from 'node:http'
import type { Query } from './answer-graphql.ts'

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

export const tokenOf = ({ headers }: IncomingMessage): string | null =>
  /^(?:bearer|token) (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null

/** The name is the one that is asked for, or the first that the query has. */
export function parseQuery(body: string): Query {
  try {
    const { query, variables, operationName } = JSON.parse(body) as Record<string, unknown>
    const text = typeof query === 'string' ? query : ''
    const name =
      typeof operationName === 'string' ? operationName : /^\s*(?:query|mutation)\s+(\w+)/.exec(text)?.[1]
    return {
      query: text,
      variables: typeof variables === 'object' && variables !== null ? (variables as Query['variables']) : {},
      operationName: name,
    }
  } catch {
    return { query: '', variables: {} }
  }
}
