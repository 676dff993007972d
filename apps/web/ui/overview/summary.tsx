/** The figures of a view at a glance: four of them, the largest share of time, and what waits. */
import type { ReactNode } from 'react'
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
import { Asked } from '../parts/asked.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { MainFigures } from './main-figures.tsx'

export interface SummaryProps {
  readonly title: string
  readonly question: string
  /** What waits. */
  readonly children: ReactNode
}

export function Summary({ title, question, children }: SummaryProps) {
  const org = useOrganizationId()
  const query = useFiguresQuery('week')
  const figures = useFigures(query)
  return (
    <>
      <PageHead title={title} question={question}>
        <Exports path={figuresPath(org)} query={query} />
      </PageHead>
      <Asked asked={figures} lines={10}>
        {(report) => <Shown report={report}>{children}</Shown>}
      </Asked>
    </>
  )
}

function Shown({ report, children }: { report: Report; children: ReactNode }) {
  const view = useView()
  const scope = scopeWords(view)
  if (report.all.merged === 0)
    return (
      <>
        <NothingMerged />
        {children}
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
      {children}
      <WeeklyShares report={report} />
    </>
  )
}
