/** Reads the pull request anew from GitHub before one's eyes, and says what of it has changed. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type PullRequestAddress, storyPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useSeconds } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { isOver, statusWords } from '../runs/run-words.ts'
import { useFreshData } from '../runs/use-fresh-data.ts'
import { useRun } from '../runs/use-run.ts'
import { useChange } from '../settings/use-change.ts'
import { refreshWords } from './refresh-words.ts'

export function Refresh({ address }: { address: PullRequestAddress }) {
  const { id } = useOrganization()
  const start = useChange<Answer<'refreshPull'>>({ isQuiet: true })
  const runId = start.done?.run.id ?? null
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={start.isBusy}
        onClick={() => void start.send('POST', `${storyPath(id, address)}/refresh`)}
      >
        Read again from GitHub
      </Button>
      <p className="small in-text" role="status">
        {start.error ? start.error.message : runId === null ? null : <Progress key={runId} runId={runId} />}
      </p>
    </>
  )
}

function Progress({ runId }: { runId: string }) {
  const { id, zone } = useOrganization()
  const now = useSeconds()
  const { progress, run: asked } = useRun(runId)
  const { data: run, error } = asked
  const hasEnded = run !== undefined && isOver(run.status)
  useFreshData(hasEnded ? 1 : 0)
  if (!run) return error ? error.message : 'Is being read…'
  return (
    <>
      {hasEnded ? refreshWords(run) : statusWords(run, { ...progress, now, time: zone.dateTime })}{' '}
      <Link to="/o/$org/runs/$id" params={{ org: id, id: runId }}>
        {hasEnded ? 'What it did' : 'What it does'}
      </Link>
    </>
  )
}
