/** Who asks: named in the audit of what he changes and, as a label, by the runs that he starts. */
import { processUser } from '@upflow/pipeline'

export interface Caller {
  readonly kind: 'local' | 'user' | 'token'
  /** As the audit has it, such as `ann`. */
  readonly name: string
}

/** Where nobody signs in, whoever reaches the server is the user that it runs as, as on its command line. */
export const localCaller = (): Caller => ({ kind: 'local', name: processUser() })
