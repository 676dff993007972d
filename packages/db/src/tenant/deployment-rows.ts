/** Deployments as rows. */
import type { Deployment, RepositoryId } from '@upflow/model'
import type { DeploymentRow } from './tables.ts'

export const toDeploymentRows = (
  repositoryId: RepositoryId,
  deployments: readonly Deployment[],
): DeploymentRow[] =>
  deployments.map((one) => ({
    repository_id: repositoryId,
    id: one.id,
    environment: one.environment,
    sha: one.sha,
    committed_at: one.committedAt,
    creator_login: one.creator.login,
    creator_kind: one.creator.kind,
    created_at: one.createdAt,
    succeeded_at: one.succeededAt,
  }))
