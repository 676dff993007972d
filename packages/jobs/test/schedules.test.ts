/** The contract of schedules on the embedded engine. */
import { schedulesContract } from './contract/index.ts'
import { embedded } from './embedded.ts'

schedulesContract(embedded)
