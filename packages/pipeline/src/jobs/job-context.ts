/** What every job works with. */
import type { Registry, Tenants } from '@upflow/db'
import type { Wait } from '@upflow/github'
import type { Runs } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import type { Channels } from '../channels.ts'
import type { Credentials } from '../credentials.ts'
import type { Recalculator } from '../recalculate/recalculator.ts'
import type { FileThreads } from '../threads/file-threads.ts'

export interface JobContext {
  readonly registry: Registry
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly channels: Channels
  readonly recalculator: Recalculator
  readonly files: FileThreads
  /** What ran; only while the engine is open. */
  readonly runs: () => Runs
  /** Told before each wait for GitHub of a second or more. */
  readonly onWait?: (organizationId: OrganizationId, wait: Wait) => void
  /** How long a run waits between two looks whether GitHub is there again (default: five minutes). */
  readonly outageMs?: number
}
