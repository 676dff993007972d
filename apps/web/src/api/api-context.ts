/** What the routes of the API read from. They open nothing and keep nothing. */

import type { Insights } from '@upflow/insights'
import type { Runs } from '@upflow/jobs'
import type { Instant } from '@upflow/model'
import type { Data, Pipeline } from '@upflow/pipeline'
import type { Context } from 'hono'
import type { Streams } from '../streams.ts'
import type { Caller } from './caller.ts'

export interface ApiContext {
  readonly organizations: Pick<Data['organizations'], 'get' | 'list' | 'integration'>
  readonly insights: Insights
  readonly runs: Pick<Runs, 'events' | 'get' | 'list' | 'steps' | 'watch'>
  readonly streams: Streams
  /** Told what went wrong after an answer had begun. */
  readonly onBroken: (error: unknown) => void
  readonly now: () => Instant
  /** Who sent a request that changes something. */
  readonly callerOf: (request: Context) => Caller | Promise<Caller>
  /** What changes are made with. */
  readonly pipeline: Pipeline
}
