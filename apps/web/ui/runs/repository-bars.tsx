/** Each repository with how far it is read and analyzed. */
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { type Item, rateOf } from './fold-events.ts'

export function RepositoryBars({ items }: { items: readonly Item[] }) {
  if (items.length === 0) return null
  return (
    <Section title="Repositories">
      <TableScroll label="Repositories">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Repository</th>
              <th scope="col">What</th>
              <th scope="col">Progress</th>
              <th scope="col" className="number">
                Of
              </th>
              <th scope="col" className="number">
                A second
              </th>
              <th scope="col" className="number">
                Rest
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => {
              const rate = rateOf(item)
              return (
                <tr key={item.step}>
                  <th scope="row">{item.label}</th>
                  <td>{item.verb}</td>
                  <td>
                    <progress
                      aria-label={`${item.label} ${item.verb}`}
                      max={item.total ?? 1}
                      {...(item.total === null && item.status === 'going on'
                        ? {}
                        : { value: item.total === null || item.total === 0 ? 1 : item.current })}
                      data-status={item.status}
                    />
                    {item.status === 'failed' && ' failed'}
                  </td>
                  <td className="number">
                    {formatCount(item.current)}
                    {item.total !== null && ` of ${formatCount(item.total)}`}
                  </td>
                  <td className="number">{rate ? formatCount(Math.round(rate.perSecond)) : '–'}</td>
                  <td className="number">
                    {item.status === 'going on' && rate?.restSeconds != null
                      ? formatDuration(rate.restSeconds)
                      : ''}
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
