/** What every job works with. */
import type { Registry, Tenants } from '@upflow/db'
import type { Wait } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import type { Credentials } from '../credentials.ts'
import type { Recalculator } from '../recalculate/recalculator.ts'
import type { FileThreads } from '../threads/file-threads.ts'

export interface JobContext {
  readonly registry: Registry
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly recalculator: Recalculator
  readonly files: FileThreads
  /** Told before each wait for GitHub of a second or more. */
  readonly onWait?: (organizationId: OrganizationId, wait: Wait) => void
}
