/** Of all repositories, those that are paused are left out of what is read; one that is named is not left out unsaid. */
import type { OrganizationId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'
import { fullName, type Repository } from '../repositories.ts'

/** @throws PipelineError `pipeline/repository-paused` */
export function refusePaused(organization: OrganizationId, chosen: readonly Repository[]): void {
  const paused = chosen.filter(({ pause }) => pause !== null).map(fullName)
  if (paused.length === 0) return
  throw new PipelineError(
    'pipeline/repository-paused',
    `Nothing is read: ${paused.join(', ')} ${paused.length === 1 ? 'is' : 'are'} paused. Have ${paused.length === 1 ? 'it' : 'them'} read again first, with 'repo resume ${organization} ${paused.join(' ')}' or on the page of repositories.`,
    { organization, repository: paused[0]! },
  )
}
