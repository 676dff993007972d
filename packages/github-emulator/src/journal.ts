/** Every request that came, in order. A credential is named by its viewer, never by its token. */
export interface JournalEntry {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly operation: string | null
  readonly variables: Readonly<Record<string, unknown>>
  /** Null when the token is unknown. */
  readonly viewer: string | null
  status: number
  /** Points; 0 for what was refused. */
  cost: number
}
