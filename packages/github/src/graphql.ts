/** Typed documents: gql.tada over the part of GitHub's published schema that they use (see scripts/prune-schema.ts). */
import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './graphql-env.d.ts'

export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { DateTime: string; GitObjectID: string; BigInt: string; URI: string }
  disableMasking: true
}>()
