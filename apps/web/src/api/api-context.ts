/** What the routes of the API read from. They open nothing and keep nothing. */

import type { AccountFile } from '@upflow/accounts'
import type { SignIn } from '@upflow/accounts/sign-in'
import type { Insights } from '@upflow/insights'
import type { Runs } from '@upflow/jobs'
import type { Instant } from '@upflow/model'
import type { Data, Pipeline } from '@upflow/pipeline'
import type { Context } from 'hono'
import type { Backups } from '../backups/open-backups.ts'
import type { BegunApps } from '../github-app/begun-apps.ts'
import type { Identity } from '../guard/identify.ts'
import type { Streams } from '../streams.ts'
import type { Caller } from './caller.ts'

export interface ApiContext {
  readonly organizations: Pick<Data['organizations'], 'get' | 'list' | 'integration'>
  readonly insights: Insights
  readonly runs: Pick<Runs, 'events' | 'get' | 'list' | 'steps' | 'watch'>
  readonly streams: Streams
  /** Where the installation has its data. */
  readonly dataDir: string
  /** Of the whole installation. */
  readonly backups: Backups
  /** That GitHub is making. */
  readonly begunApps: BegunApps
  /** Told what went wrong after an answer had begun. */
  readonly onBroken: (error: unknown) => void
  readonly now: () => Instant
  /** Who sent a request. */
  readonly callerOf: (request: Context) => Caller | Promise<Caller>
  readonly callerAnew: Identity['callerAnew']
  /** What signing in needs to know of a request. */
  readonly sentOf: Identity['sentOf']
  readonly accounts: AccountFile
  readonly signIn: SignIn
  /** Where browsers reach the server. */
  readonly url: () => string
  /** What changes are made with. */
  readonly pipeline: Pipeline
}
