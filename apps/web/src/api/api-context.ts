/** What the routes of the API read from. They open nothing and keep nothing. */

import type { Insights } from '@upflow/insights'
import type { Runs } from '@upflow/jobs'
import type { Instant } from '@upflow/model'
import type { Data } from '@upflow/pipeline'
import type { Streams } from '../streams.ts'

export interface ApiContext {
  readonly organizations: Pick<Data['organizations'], 'get' | 'list' | 'integration'>
  readonly insights: Insights
  readonly runs: Pick<Runs, 'events' | 'get' | 'list' | 'steps' | 'watch'>
  readonly streams: Streams
  /** Told what went wrong after an answer had begun. */
  readonly onBroken: (error: unknown) => void
  readonly now: () => Instant
}
