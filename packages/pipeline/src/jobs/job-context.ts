/** What every job works with. */
import type { Registry, Tenants } from '@upflow/db'
import type { Credentials } from '../credentials.ts'
import type { Recalculator } from '../recalculate/recalculator.ts'

export interface JobContext {
  readonly registry: Registry
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly recalculator: Recalculator
}
