/** What a credential may not read, field by field, as GitHub withholds it: null there, with an error that has the path. */
import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql'
import { RequestRefused } from './connection.ts'

export interface Denial {
  /** By type and name: `PullRequest.author`, `Team.slug`. */
  readonly field: string
  /** Default: `FORBIDDEN`. */
  readonly type?: string
  readonly message: string
  /** Of which objects, by what the data says of them. Default: all. */
  readonly when?: (source: Readonly<Record<string, unknown>>) => boolean
}

/** graphql-js's own way to read a field, unless it is denied at that moment. */
export const createFieldResolver =
  (denials: readonly Denial[]): GraphQLFieldResolver<unknown, unknown> =>
  (source, args, context, info) => {
    if (denials.length > 0) {
      const field = `${info.parentType.name}.${info.fieldName}`
      const denial = denials.find(
        (one) => one.field === field && (one.when?.(source as Record<string, unknown>) ?? true),
      )
      if (denial) throw new RequestRefused(denial.type ?? 'FORBIDDEN', denial.message)
    }
    return defaultFieldResolver(source, args, context, info)
  }
