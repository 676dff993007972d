/** Every request that came, in order. A credential is named by its viewer, never by its token. */
export interface JournalEntry {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly operation: string | null
  readonly variables: Readonly<Record<string, unknown>>
  /** Null when the token is unknown, or an app's own. */
  viewer: string | null
  status: number
  /** Points, by GitHub's published formula; 0 for what was refused, and for the REST API. */
  cost: number
  /** The points that the answer says it cost (`rateLimit.cost`); null when it was not asked to. */
  toldCost: number | null
}
