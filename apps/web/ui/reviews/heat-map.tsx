/** When people respond: a table by weekday and hour, its cells as strong as their number, which stands in them. */
import type { Reviews } from '../api/types.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { heatOf, hourSums, toHeat } from './heat.ts'

export function HeatMap({ byHour, timeZone }: { byHour: NonNullable<Reviews['byHour']>; timeZone: string }) {
  const rows = toHeat(byHour)
  const sums = hourSums(rows)
  const all = sums.reduce((sum, one) => sum + one, 0)
  return (
    <Section
      title="When people respond"
      note={`${formatPlural(all, 'response')} by weekday and hour of ${timeZone}; stronger where there are more.`}
    >
      <TableScroll label="Responses by weekday and hour">
        <table className="table heat">
          <thead>
            <tr>
              <th scope="col">Day</th>
              {sums.map((_, hour) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day stand in one order.
                <th key={hour} scope="col" className="number">
                  {hour}
                </th>
              ))}
              <th scope="col" className="number">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ day, hours, sum }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {hours.map((count, hour) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day stand in one order.
                    key={hour}
                    className="number heat-cell"
                    data-none={count === 0}
                    style={{ '--heat': `${Math.round(heatOf(count, rows) * 50)}%` } as never}
                  >
                    {formatCount(count)}
                  </td>
                ))}
                <td className="number">{formatCount(sum)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              {sums.map((sum, hour) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day stand in one order.
                <td key={hour} className="number">
                  {formatCount(sum)}
                </td>
              ))}
              <td className="number">{formatCount(all)}</td>
            </tr>
          </tfoot>
        </table>
      </TableScroll>
    </Section>
  )
}
