/** Tags and deployments: what release rules ask GitHub for. */
import type { Deployment, RepositoryId, Tag } from '@upflow/model'
import type { BusyRetryOptions } from '../sqlite/busy.ts'
import type { SyncStateRow } from '../tenant/tables.ts'

export interface DeploymentCommit {
  readonly repositoryId: RepositoryId
  readonly put: readonly Deployment[]
  /** Those that are gone, by id; or all but what is put. */
  readonly remove: readonly string[] | 'others'
  /** How far they are known to be GitHub's; null to leave that as it is. */
  readonly state: SyncStateRow | null
}

export interface ReleaseMarkerStore {
  /** @param tags `isWhole`: then what is not among them is removed */
  putTags(
    tags: {
      readonly repositoryId: RepositoryId
      readonly tags: readonly Tag[]
      readonly isWhole: boolean
    },
    busy?: BusyRetryOptions,
  ): Promise<void>
  commitDeployments(commit: DeploymentCommit, busy?: BusyRetryOptions): Promise<void>
}
