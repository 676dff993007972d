/** How long the usual and the slow ones took, stage by stage; they are not added, since medians do not add up. */
import { Link } from '@tanstack/react-router'
import type { Report } from '../api/types.ts'
import { useClock, useOrganizationId, useView } from '../app/organization.tsx'
import { coverageParts, fewest } from '../figures/coverage.ts'
import { mergedList, metricList } from '../figures/merged-list.ts'
import { formatExact } from '../format/duration.ts'
import { LinkedText } from '../parts/linked-text.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { formatMetric, metricLabels, metricNames } from './metric-choice.ts'
import '../figures/figures.css'

const fewWords = (n: number) =>
  n === 0 ? 'no pull request of the period has one' : `of ${n} it would be made of the longest alone`

export function Percentiles({ report: { all } }: { report: Report }) {
  const org = useOrganizationId()
  const view = useView()
  const clock = useClock()
  return (
    <Section title="How long it took" note="Medians do not add up; the shares above do.">
      <TableScroll label="Percentiles">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col" className="number">
                p50
              </th>
              <th scope="col" className="number">
                p75
              </th>
              <th scope="col" className="number">
                p90
              </th>
              <th scope="col">Of</th>
            </tr>
          </thead>
          <tbody>
            {metricNames.map((metric) => {
              const { medianSeconds, n, p75Seconds, p90Seconds } = all.metrics[metric]
              return (
                <tr key={metric} className={n < fewest ? 'few' : undefined}>
                  <th scope="row">
                    <Link to="/o/$org/pulls" params={{ org }} search={metricList(view, metric)}>
                      {metricLabels[metric]}
                    </Link>
                  </th>
                  <td className="number" title={formatExact(medianSeconds, clock)}>
                    {formatMetric(metric, medianSeconds, clock)}
                  </td>
                  <td
                    className="number"
                    title={p75Seconds === null ? fewWords(n) : formatExact(p75Seconds, clock)}
                  >
                    {formatMetric(metric, p75Seconds, clock)}
                  </td>
                  <td
                    className="number"
                    title={p90Seconds === null ? fewWords(n) : formatExact(p90Seconds, clock)}
                  >
                    {formatMetric(metric, p90Seconds, clock)}
                  </td>
                  <td className="muted percentiles-of">
                    <LinkedText parts={coverageParts(metric, all)} list={mergedList(view)} />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  )
}
