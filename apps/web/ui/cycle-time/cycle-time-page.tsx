/** Where does the time go: shares of the sum, percentiles beside them, never on top of each other. */
import { SegmentedControl } from '@mantine/core'
import { figuresPath } from '../api/queries.ts'
import type { Report } from '../api/types.ts'
import { useChangeView, useOrganizationId, useView } from '../app/organization.tsx'
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
import { UnknownValue } from '../parts/unknown-value.tsx'
import { Distribution } from './distribution.tsx'
import { Groups } from './groups.tsx'
import { Longest } from './longest.tsx'
import { chosenMetric, metricLabels, metricNames } from './metric-choice.ts'
import { PercentileWeeks } from './percentile-weeks.tsx'
import { Percentiles } from './percentiles.tsx'

export function CycleTimePage() {
  const org = useOrganizationId()
  const query = useFiguresQuery('week')
  const figures = useFigures(query)
  return (
    <>
      <PageHead title="Cycle time" question="Where does the time go?">
        <Exports path={figuresPath(org)} query={query} />
      </PageHead>
      <Asked asked={figures} lines={12}>
        {(report) => (report.all.merged === 0 ? <NothingMerged /> : <Shown report={report} />)}
      </Asked>
    </>
  )
}

function Shown({ report }: { report: Report }) {
  const view = useView()
  const change = useChangeView()
  const metric = chosenMetric(view.metric)
  return (
    <>
      <p className="lead">{largestShareWords(report.all) ?? 'No time was spent.'}</p>
      <ShareBar shares={report.all.shares} height={30} />
      <StageShares shares={report.all.shares} />
      <Percentiles report={report} />
      <DataTrust report={report} />
      <WeeklyShares report={report} />
      <UnknownValue name="metric" value={view.metric} known={metricNames} />
      <div className="metric-choice">
        <SegmentedControl
          size="xs"
          aria-label="Which time"
          value={metric}
          onChange={(next) =>
            change({ metric: next === 'total' ? undefined : next } as never, { replace: true })
          }
          data={metricNames.map((value) => ({ value, label: metricLabels[value] }))}
        />
      </div>
      <PercentileWeeks report={report} metric={metric} />
      <Distribution report={report} metric={metric} />
      <Groups metric={metric} />
      <Longest metric={metric} />
    </>
  )
}
