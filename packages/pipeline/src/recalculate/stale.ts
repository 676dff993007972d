/** What is to be analyzed: a pull request by its key, with the release that it is known to be in. */
import type { Release } from '@upflow/analyzer'

export interface Stale {
  readonly key: number
  readonly release: Release | null
}
