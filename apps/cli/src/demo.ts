/** The demo as the command line has it: what cannot be meant is a wrong command line. */
import { DemoError, ensureDemo as ensure, startDemo as start } from '@upflow/demo'
import { UsageError } from './exit-codes.ts'

export { demoCaveat } from '@upflow/demo'

const asUsage = (error: unknown): never => {
  throw error instanceof DemoError ? new UsageError(error.message) : error
}

export const startDemo = (...args: Parameters<typeof start>): ReturnType<typeof start> =>
  start(...args).catch(asUsage)
export const ensureDemo = (...args: Parameters<typeof ensure>): ReturnType<typeof ensure> =>
  ensure(...args).catch(asUsage)
