/** Something that happened to a pull request: it may change a fact, and is the reason where the state changes. */
import type { Reason } from './analysis.ts'

export interface Mark extends Reason {
  /** Said while it was a draft or closed: it is an opinion, but neither a response nor a turn. */
  readonly isEarly?: boolean
  /** Of a dismissal: the review that says nothing any more. */
  readonly takesBack?: string
}
