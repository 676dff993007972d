/** One run as it happens, whichever process executes it. */
import { useParams } from '@tanstack/react-router'
import type { Run } from '../api/types.ts'
import { useSeconds } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { formatList } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import type { RunProgress } from './fold-events.ts'
import { RepositoryBars } from './repository-bars.tsx'
import { RunButtons } from './run-buttons.tsx'
import { RunLog } from './run-log.tsx'
import { RunStatusLabel } from './run-status.tsx'
import { RunSteps } from './run-steps.tsx'
import { countsWords, isOver, statusWords, summaryOf } from './run-words.ts'
import { SpokenProgress } from './spoken-progress.tsx'
import { stepLabel } from './step-label.ts'
import { useRun } from './use-run.ts'
import type { Connection } from './use-run-events.ts'
import './runs.css'

export function RunPage() {
  const { id } = useParams({ from: '/o/$org/runs/$id' })
  return <OneRun key={id} id={id} />
}

function OneRun({ id }: { id: string }) {
  const { run, progress, connection } = useRun(id)
  return (
    <Asked isPage isFollowed asked={run} lines={10}>
      {(data) => <Shown run={data} progress={progress} connection={connection} />}
    </Asked>
  )
}

function Shown({ run, progress, connection }: { run: Run; progress: RunProgress; connection: Connection }) {
  const { zone } = useOrganization()
  const now = useSeconds()
  const status = progress.status ?? run.status
  const { failed = [], paused = [] } = summaryOf(run)
  const counts = countsWords(run)
  const labelOf = (step: string) => stepLabel(step, progress.items.get(step)?.label)
  return (
    <>
      <PageHead
        title={`${run.job[0]?.toUpperCase()}${run.job.slice(1)}`}
        question="What is being read, and what went wrong?"
      >
        <ConnectionNote connection={connection} isOver={isOver(status)} />
      </PageHead>
      <p className="run-line">
        <RunStatusLabel
          status={status}
          words={statusWords(
            { ...run, status },
            { waitsUntil: progress.waitsUntil, waitsFor: progress.waitsFor, now, time: zone.dateTime },
          )}
        />
        {counts && <span>{`${counts[0]?.toUpperCase()}${counts.slice(1)}.`}</span>}
      </p>
      <RunButtons run={run} status={status} />
      <RunFacts run={run} now={now} />
      {run.recoveries > 0 && (
        <Notice tone="plain">
          Continued {run.recoveries === 1 ? 'once' : `${run.recoveries} times`} after the process that
          executed it was lost
          {progress.recoveries.length > 0 &&
            `: ${formatList(progress.recoveries.map((at) => zone.dateTime(at)))}`}
          . Nothing that was read is read again.
        </Notice>
      )}
      {run.error && (
        <Notice tone="bad">
          {run.error.message} <code>{run.error.code}</code>
        </Notice>
      )}
      {paused.length > 0 && (
        <Notice tone="plain">Nothing was read of what is paused: {formatList(paused)}.</Notice>
      )}
      {failed.map(({ repository, message }) => (
        <Notice key={repository}>
          {repository}: {message}
        </Notice>
      ))}
      <SpokenProgress run={run} progress={progress} status={status} />
      <RepositoryBars items={[...progress.items.values()]} />
      <RunSteps run={run.id} labelOf={labelOf} />
      <Section title="Log">
        <RunLog run={run.id} events={progress.log} labelOf={labelOf} />
      </Section>
    </>
  )
}

function ConnectionNote({ connection, isOver }: { connection: Connection; isOver: boolean }) {
  if (isOver || connection === 'ended') return null
  const words = {
    opening: 'Connecting…',
    live: 'Live',
    lost: 'The server does not answer: it is asked again until it does',
  }[connection]
  return (
    <span className="connection" data-connection={connection} role="status">
      <span className="connection-dot" aria-hidden="true" />
      {words}
    </span>
  )
}

function RunFacts({ run, now }: { run: Run; now: number }) {
  const { zone } = useOrganization()
  const { createdAt, finishedAt, owner, queue, startedAt } = run
  return (
    <dl className="run-facts">
      <div>
        <dt>Triggered</dt>
        <dd>
          {zone.dateTime(createdAt)} <span className="muted">{zone.name}</span>
        </dd>
      </div>
      {startedAt !== null && (
        <div>
          <dt>{finishedAt === null ? 'Runs for' : 'Took'}</dt>
          <dd>{formatDuration(Math.max(0, (finishedAt ?? now) - startedAt))}</dd>
        </div>
      )}
      {run.labels.startedBy !== undefined && (
        <div>
          <dt>Started by</dt>
          <dd>{run.labels.startedBy}</dd>
        </div>
      )}
      {owner !== null && (
        <div>
          <dt>Executed by</dt>
          <dd>
            <code>{owner}</code>
          </dd>
        </div>
      )}
      <div>
        <dt>Queue</dt>
        <dd>
          <code>{queue}</code>
        </dd>
      </div>
      <div>
        <dt>Id</dt>
        <dd>
          <code>{run.id}</code>
        </dd>
      </div>
    </dl>
  )
}
