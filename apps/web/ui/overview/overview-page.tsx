/** Are we faster, and what slows us: four figures, the largest share of time, and what waits longest. */
import { figuresPath } from '../api/queries.ts'
import type { Report } from '../api/types.ts'
import { periodWords, scopeWords } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { ShareBar } from '../charts/share-bar.tsx'
import { DataTrust } from '../figures/data-trust.tsx'
import { largestShareWords } from '../figures/largest-share.ts'
import { NothingMerged } from '../figures/nothing-merged.tsx'
import { StageShares } from '../figures/stage-legend.tsx'
import { useFigures, useFiguresQuery } from '../figures/use-figures.ts'
import { WeeklyShares } from '../figures/weekly-shares.tsx'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { LongestWaits } from './longest-waits.tsx'
import { MainFigures } from './main-figures.tsx'

export function OverviewPage() {
  const org = useOrganizationId()
  const query = useFiguresQuery('week')
  const { data, error, refetch, isPlaceholderData } = useFigures(query)
  return (
    <>
      <PageHead title="Overview" question="Are we faster, and what slows us?">
        <Exports path={figuresPath(org)} query={query} />
      </PageHead>
      {error ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <div data-stale={isPlaceholderData}>
          <Shown report={data} />
        </div>
      ) : (
        <Loading lines={10} />
      )}
    </>
  )
}

function Shown({ report }: { report: Report }) {
  const view = useView()
  const scope = scopeWords(view)
  if (report.all.merged === 0)
    return (
      <>
        <NothingMerged />
        <LongestWaits />
      </>
    )
  return (
    <>
      <p className="lead">{largestShareWords(report.all) ?? 'No time was spent.'}</p>
      <ShareBar shares={report.all.shares} />
      <StageShares shares={report.all.shares} />
      <div className="overview-figures">
        <MainFigures report={report} />
      </div>
      <p className="coverage-note">
        Merged {periodWords(view)}
        {scope && `, ${scope}`}
        {view.clock === 'working' && '; in working hours'}.
      </p>
      <DataTrust report={report} />
      <LongestWaits />
      <WeeklyShares report={report} />
    </>
  )
}
