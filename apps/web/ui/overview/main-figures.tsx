/** Merged, total, pickup and review: each with its change, its coverage and its weeks. */
import { Link } from '@tanstack/react-router'
import type { Metric, Report } from '../api/types.ts'
import { useClock, useOrganizationId, useView } from '../app/organization.tsx'
import { Sparkline } from '../charts/sparkline.tsx'
import { countChange, durationChange } from '../figures/change-words.ts'
import { coverageParts, fewest } from '../figures/coverage.ts'
import { everyWeek } from '../figures/every-week.ts'
import { Figure } from '../figures/figure.tsx'
import { mergedList, metricList } from '../figures/merged-list.ts'
import { formatDuration, formatExact } from '../format/duration.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { LinkedText } from '../parts/linked-text.tsx'

const shown: readonly { readonly metric: Metric; readonly label: string }[] = [
  { metric: 'total', label: 'Total, first commit to merge: median' },
  { metric: 'pickup', label: 'Pickup, ready to first response: median' },
  { metric: 'review', label: 'Review, first response to merge: median' },
]

export function MainFigures({ report }: { report: Report }) {
  const { all, previous } = report
  const org = useOrganizationId()
  const view = useView()
  const list = mergedList(view)
  const clock = useClock()
  const isCompared = view.compare !== 'none'
  // Hundreds of weeks would be a blur.
  const weeks = everyWeek(report, 26)
  return (
    <div className="figures">
      <Figure
        label="Merged"
        value={formatCount(all.merged)}
        {...(isCompared && { change: countChange(all.merged, previous?.merged ?? null) })}
        coverage={
          all.unreviewed === 0 ? (
            'none was merged without a word from a reviewer'
          ) : (
            <Link to="/o/$org/pulls" params={{ org }} search={{ ...list, unreviewed: 'true' }}>
              {formatPlural(all.unreviewed, 'was', 'were')} merged without a word from a reviewer
            </Link>
          )
        }
        list={list}
        isFew={false}
        chart={<Sparkline label="Merged by week" values={weeks.map(({ figures }) => figures?.merged ?? 0)} />}
      />
      {shown.map(({ metric, label }) => {
        const { medianSeconds, n } = all.metrics[metric]
        return (
          <Figure
            key={metric}
            label={label}
            value={formatDuration(medianSeconds, clock)}
            title={
              medianSeconds === null
                ? 'no pull request of the period has one'
                : formatExact(medianSeconds, clock)
            }
            {...(isCompared && {
              change: durationChange(medianSeconds, previous?.metrics[metric].medianSeconds ?? null, clock),
            })}
            coverage={
              <>
                <LinkedText parts={coverageParts(metric, all)} list={list} />
                {n > 0 && n < fewest && `: only ${n}, take it lightly`}
              </>
            }
            list={metricList(view, metric)}
            isFew={n > 0 && n < fewest}
            chart={
              <Sparkline
                isLog
                label={`${label} by week`}
                values={weeks.map(({ figures }) => figures?.metrics[metric].medianSeconds ?? null)}
              />
            }
          />
        )
      })}
    </div>
  )
}
