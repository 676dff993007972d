/** The first reading of all history: begun here, and seen as it happens. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { organizationPath } from '../api/queries.ts'
import type { Answer, Run } from '../api/types.ts'
import { useSeconds } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import type { RunProgress } from '../runs/fold-events.ts'
import { RepositoryBars } from '../runs/repository-bars.tsx'
import { isOver, statusWords } from '../runs/run-words.ts'
import { useFreshData } from '../runs/use-fresh-data.ts'
import { useRun } from '../runs/use-run.ts'
import { Estimate } from '../settings/estimate.tsx'
import { useChange } from '../settings/use-change.ts'
import '../runs/runs.css'

export interface FirstReadProps {
  /** The latest; undefined before the first. */
  readonly last: Run | undefined
  /** To who may begin it, once there is something to read. */
  readonly isOffered: boolean
}

export const FirstRead = ({ last, isOffered }: FirstReadProps) => (
  <>
    {last && <Reading key={last.id} id={last.id} />}
    {isOffered && (!last || isOver(last.status)) && <Begin />}
    {!last && !isOffered && <p className="muted">Nothing has been read yet.</p>}
  </>
)

function Begin() {
  const { id } = useOrganization()
  const start = useChange<Answer<'startRun'>>()
  return (
    <>
      <div className="form-actions">
        <Button
          loading={start.isBusy}
          onClick={() => void start.send('POST', `${organizationPath(id)}/runs`, { job: 'backfill' })}
        >
          Read all history
        </Button>
      </div>
      <Estimate />
      {start.error && <Notice tone="bad">{start.error.message}</Notice>}
    </>
  )
}

function Reading({ id }: { id: string }) {
  const { run, progress } = useRun(id)
  return (
    <Asked asked={run} lines={3} isFollowed>
      {(data) => <Shown run={data} progress={progress} />}
    </Asked>
  )
}

function Shown({ run, progress }: { run: Run; progress: RunProgress }) {
  const { id: org, zone } = useOrganization()
  const now = useSeconds()
  const items = [...progress.items.values()]
  useFreshData(items.filter(({ status }) => status === 'done').length + (isOver(run.status) ? 1 : 0))
  return (
    <>
      <p role="status">
        {statusWords(run, { ...progress, now, time: zone.dateTime })} {run.error?.message}{' '}
        <Link to="/o/$org/runs/$id" params={{ org, id: run.id }}>
          {isOver(run.status) ? 'What it did' : 'What it does'}
        </Link>
      </p>
      <RepositoryBars items={items} />
    </>
  )
}
