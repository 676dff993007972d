/** How long does merged work wait: releases with their batches and waits, and what is merged and not released. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { releasesPath, releasesQuery } from '../api/queries.ts'
import type { Releases } from '../api/types.ts'
import { AllOfThePast } from '../app/all-of-the-past.tsx'
import { periodWords, scopeWords, toApiFilter } from '../app/filter-words.ts'
import { useClock, useOrganization, useView } from '../app/organization.tsx'
import { useToday } from '../app/today.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { fewest } from '../figures/coverage.ts'
import { Figure } from '../figures/figure.tsx'
import { LeftOutLine, ReleaseProblems } from '../figures/left-out.tsx'
import { UnreadOfFilter } from '../figures/unread-notice.tsx'
import { FirstSteps } from '../first-steps/first-steps.tsx'
import { formatDeploy, formatExact } from '../format/duration.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Empty, Notice } from '../parts/conditions.tsx'
import { CountLink } from '../parts/count-link.tsx'
import { Exports } from '../parts/exports.tsx'
import { LinkedText } from '../parts/linked-text.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { countPart } from '../parts/text-parts.ts'
import { ReleaseDots } from './release-dots.tsx'
import { toReleased, toReleaseList, toWaitList } from './release-list.ts'
import { ReleaseName, ReleaseTable } from './release-table.tsx'
import { releaseName } from './release-words.ts'
import { Unreleased } from './unreleased.tsx'
import { Waits } from './waits.tsx'
import './releases.css'

/** Of the newest. */
const most = 200

/** Where each of them has its row. */
const listed = 'releases'

export function ReleasesPage() {
  const { id } = useOrganization()
  const view = useView()
  const today = useToday()
  const query = { ...toApiFilter(view), clock: view.clock, limit: most }
  const releases = useQuery({
    ...releasesQuery(id, query),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHead title="Releases" question="How long does merged work wait?">
        <Exports path={releasesPath(id)} query={query} />
      </PageHead>
      <Asked asked={releases} lines={12}>
        {(data) => (
          <>
            {data.count === 0 ? <NothingReleased /> : <Released releases={data} />}
            <LeftOutLine leftOut={data.leftOut} what="that was released" list={toReleased(view, today)} />
            <UnreadOfFilter />
            <ReleaseProblems problems={data.releaseProblems} />
            <Unreleased unreleased={data.unreleased} />
            {data.count > 0 && (
              <Section id={listed} title="The releases" note="The newest first.">
                <ReleaseTable batches={data.batches} />
              </Section>
            )}
          </>
        )}
      </Asked>
    </>
  )
}

function NothingReleased() {
  const view = useView()
  return (
    <FirstSteps>
      <Empty title={`Nothing was released ${periodWords(view)}`}>
        {view.period !== 'all' && (
          <p>
            <AllOfThePast>Look at all of the past</AllOfThePast>
          </p>
        )}
      </Empty>
    </FirstSteps>
  )
}

function Released({ releases }: { releases: Releases }) {
  const { zone } = useOrganization()
  const clock = useClock()
  const view = useView()
  const { batches, count, medianWaitSeconds, p90WaitSeconds, pullRequests } = releases
  const scope = scopeWords(view)
  const isFew = pullRequests < fewest
  const list = { ...toWaitList(view, useToday()), sort: 'deploy' }
  const waited = (
    <>
      <LinkedText
        parts={[{ text: 'of ' }, countPart(pullRequests, formatPlural(pullRequests, 'pull request'), {})]}
        list={list}
      />{' '}
      that {pullRequests === 1 ? 'was' : 'were'} released
      {isFew && `: only ${pullRequests}, take it lightly`}
    </>
  )
  return (
    <>
      <div className="figures">
        <Figure
          label="Releases"
          value={formatCount(count)}
          below={listed}
          coverage={
            <LinkedText
              parts={[
                { text: 'that released ' },
                countPart(pullRequests, formatPlural(pullRequests, 'pull request'), {}),
              ]}
              list={list}
            />
          }
          isFew={false}
        />
        <Figure
          label="Wait from merge to release: median"
          value={formatDeploy(medianWaitSeconds, clock)}
          title={formatExact(medianWaitSeconds, clock)}
          coverage={waited}
          list={list}
          isFew={isFew}
        />
        <Figure
          label="9 in 10 waited at most"
          value={formatDeploy(p90WaitSeconds, clock)}
          title={
            p90WaitSeconds === null
              ? `of ${pullRequests} it would be the longest alone`
              : formatExact(p90WaitSeconds, clock)
          }
          coverage={waited}
          list={list}
          isFew={isFew}
        />
      </div>
      <p className="coverage-note">
        Released {periodWords(view)}
        {scope && `, ${scope}`}
        {!view.kind && '; of kind work'}
        {view.clock === 'working' && '; in working hours'}.
      </p>
      {count > batches.length && (
        <Notice>
          The chart and the table show the newest {formatCount(batches.length)} of {formatCount(count)}{' '}
          releases; CSV has all.
        </Notice>
      )}
      <ChartFrame
        title="Releases by when and by wait"
        note="Upwards the median wait of what was released, by logarithm; as large as the batch. A dot leads to its row."
        height={260}
        draw={(width) => (
          <ReleaseDots batches={batches} width={width} height={260} label="Releases by when and by wait" />
        )}
        table={{
          head: ['Released by', 'At', 'Pull requests', 'Median wait'],
          rows: batches.map((batch) => [
            <ReleaseName key={batch.at} {...batch} />,
            zone.dateTime(batch.at),
            <CountLink
              key="size"
              count={batch.size}
              list={toReleaseList(view, batch)}
              of={`released by ${releaseName(batch)}`}
            />,
            formatDeploy(batch.medianWaitSeconds, clock),
          ]),
        }}
      />
      <Waits waits={releases.waits} pullRequests={pullRequests} />
    </>
  )
}
