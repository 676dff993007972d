/**
 * Branded ids, so that an organization's id is never passed where a repository's is meant. The brand is a
 * string literal, not a unique symbol: a package that bundles these types stays compatible with them.
 */
export type Brand<Name extends string> = string & { readonly __brand: Name }

/** The id of an organization in Upflow's registry and the name of its tenant file: a slug like `acme`. */
export type OrganizationId = Brand<'OrganizationId'>
/** GitHub's node id of a repository. It survives renames and transfers. */
export type RepositoryId = Brand<'RepositoryId'>
/** GitHub's node id of a pull request. */
export type PullRequestId = Brand<'PullRequestId'>

const slug = /^[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?$/

export const isOrganizationId = (value: unknown): value is OrganizationId =>
  typeof value === 'string' && slug.test(value)

/** @throws RangeError when the text is not 1 to 39 lower-case letters, digits and inner hyphens. */
export function parseOrganizationId(text: string): OrganizationId {
  if (isOrganizationId(text)) return text
  throw new RangeError(
    `'${text}' is not an organization id: use 1 to 39 lower-case letters, digits and hyphens, beginning and ending with a letter or digit`,
  )
}

/** Marks a node id that GitHub sent as a repository's. */
export const toRepositoryId = (nodeId: string): RepositoryId => nodeId as RepositoryId
/** Marks a node id that GitHub sent as a pull request's. */
export const toPullRequestId = (nodeId: string): PullRequestId => nodeId as PullRequestId
