/**
 * When people respond: a table by weekday and hour, its cells as strong as their number, which stands in them and opens
 * the responses of that hour. The table is one stop of the tab key; arrow keys go from cell to cell.
 */
import { Link } from '@tanstack/react-router'
import type { Reviews } from '../api/types.ts'
import { toLinkFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import type { RovingProps } from '../charts/use-roving.ts'
import { useRovingGrid } from '../charts/use-roving-grid.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { type HeatCell, heatCellWords, heatOf, heatTable, toHeat, toHeatList } from './heat.ts'

export function HeatMap({ byHour, timeZone }: { byHour: NonNullable<Reviews['byHour']>; timeZone: string }) {
  const rows = toHeat(byHour)
  const table = heatTable(rows)
  const all = table.at(-1)!.at(-1)!.count
  const roving = useRovingGrid({
    rows: table.length,
    columns: table[0]!.length,
    isThere: (row, column) => table[row]![column]!.count > 0,
  })
  return (
    <Section
      title="When people respond"
      note={`${formatPlural(all, 'response')} by weekday and hour of ${timeZone}; stronger where there are more. Each number opens its responses; arrow keys go from one to the next.`}
    >
      <TableScroll label="Responses by weekday and hour">
        <table className="table heat">
          <thead>
            <tr>
              <th scope="col">Day</th>
              {table[0]!.map(({ hour }) => (
                <th key={hour ?? 'all'} scope="col" className="number">
                  {hour ?? 'All'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ day }, row) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {table[row]!.map((cell, column) => (
                  <td
                    key={cell.hour ?? 'all'}
                    {...(cell.hour === null
                      ? { className: 'number' }
                      : {
                          className: 'number heat-cell',
                          'data-none': cell.count === 0,
                          style: { '--heat': `${Math.round(heatOf(cell.count, rows) * 50)}%` } as never,
                        })}
                  >
                    <Cell cell={cell} roving={roving(row, column)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              {table.at(-1)!.map((cell, column) => (
                <td key={cell.hour ?? 'all'} className="number">
                  <Cell cell={cell} roving={roving(rows.length, column)} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </TableScroll>
    </Section>
  )
}

function Cell({ cell, roving }: { cell: HeatCell; roving: RovingProps }) {
  const org = useOrganizationId()
  const list = toLinkFilter(useView())
  if (cell.count === 0) return formatCount(0)
  return (
    <Link
      to="/o/$org/reviews/responses"
      params={{ org }}
      search={{ ...list, ...toHeatList(cell) }}
      aria-label={heatCellWords(cell)}
      {...roving}
    >
      {formatCount(cell.count)}
    </Link>
  )
}
