/** What reading all history would come to, asked before it is begun. */
import { Button } from '@mantine/core'
import { organizationPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { useChange } from './use-change.ts'
import './settings.css'

export function Estimate() {
  const { id } = useOrganization()
  const estimate = useChange<Answer<'estimateBackfill'>>({ isQuiet: true })
  const { done } = estimate
  return (
    <>
      <div className="form-actions">
        <Button
          size="xs"
          variant="default"
          loading={estimate.isBusy}
          onClick={() => void estimate.send('POST', `${organizationPath(id)}/repositories/estimate`)}
        >
          Estimate a backfill
        </Button>
      </div>
      {estimate.error && <Notice tone="bad">{estimate.error.message}</Notice>}
      {done && (
        <p role="status">
          {formatPlural(done.pullRequests, 'pull request')} in{' '}
          {formatPlural(done.repositories, 'repository', 'repositories')}: about{' '}
          {formatPlural(done.requests, 'request')}, {formatCount(done.points)} points and{' '}
          {formatDuration(done.seconds)}.
          {done.unseen.length > 0 && ` The token does not see ${done.unseen.join(', ')}.`}
        </p>
      )}
    </>
  )
}
