/** What a step asks for when it has a repository read. */
import type { Instant } from '@upflow/model'

/** Which pass over a repository: its history, what was updated since the last crawl, or what is due to be looked at again. */
export type SyncPass = BackfillPass | CrawlPass | { readonly kind: 'reconcile' }

export interface CrawlPass {
  readonly kind: 'crawl'
  /** That has felt the repository's pulse before, and learns by it whether to come again; null when none has. */
  readonly run: string | null
}

export interface BackfillPass {
  readonly kind: 'backfill'
  /** The lists of changed files alone. */
  readonly files: boolean
  /** Only what is not stored, not whole, or in an older version. */
  readonly missing: boolean
  /** What was created before is left as it is; null for all history. */
  readonly since: Instant | null
}
