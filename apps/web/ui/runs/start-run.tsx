/** Starts a run of the organization, and goes to where it is seen. */
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { organizationPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Estimate } from '../settings/estimate.tsx'
import { useChange } from '../settings/use-change.ts'

const jobs = [
  ['backfill', 'Read all history', 'page by page, then recalculates'],
  ['crawl', 'Crawl', 'reads what was updated since the last time'],
  ['recalculate', 'Recalculate', 'analyzes what is stored where it or a rule changed'],
] as const

export function StartRun() {
  const { id } = useOrganization()
  const navigate = useNavigate()
  const mayEstimate = useIsAtLeast('admin')
  const start = useChange<Answer<'startRun'>>()
  const begin = async (job: (typeof jobs)[number][0]) => {
    const started = await start.send('POST', `${organizationPath(id)}/runs`, { job })
    if (started) void navigate({ to: '/o/$org/runs/$id', params: { org: id, id: started.run.id } })
  }
  return (
    <>
      <dl className="run-buttons">
        {jobs.map(([job, label, text]) => (
          <div key={job}>
            <dt>
              <Button size="xs" variant="default" loading={start.isBusy} onClick={() => void begin(job)}>
                {label}
              </Button>
            </dt>
            <dd className="small muted">{text}</dd>
          </div>
        ))}
      </dl>
      {mayEstimate && (
        <div className="start-estimate">
          <Estimate />
        </div>
      )}
      {start.error && <Notice tone="bad">{start.error.message}</Notice>}
    </>
  )
}
