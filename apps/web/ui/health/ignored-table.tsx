/** What was looked at and left out, by reason, with a column per repository. */
import type { IgnoredCount } from '../api/types.ts'
import { CountLink } from '../parts/count-link.tsx'
import { TableScroll } from '../parts/table.tsx'

export function IgnoredTable({ ignored }: { ignored: readonly IgnoredCount[] }) {
  if (ignored.length === 0) return <p className="muted">Everything counted.</p>
  const repositories = [...new Set(ignored.map(({ repository }) => repository))].sort()
  const rows = new Map<
    string,
    { kind: string; why: string; words: string; counts: Map<string, number>; sum: number }
  >()
  for (const { kind, why, words, repository, count } of ignored) {
    const key = `${kind} ${why}`
    const row = rows.get(key) ?? { kind, why, words, counts: new Map(), sum: 0 }
    row.counts.set(repository, count)
    rows.set(key, { ...row, sum: row.sum + count })
  }
  return (
    <TableScroll label="What did not count">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="number">
              All
            </th>
            {repositories.map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows]
            .sort((a, b) => b[1].sum - a[1].sum)
            .map(([key, { kind, why, words, counts, sum }]) => (
              <tr key={key}>
                <th scope="row">
                  {kind}s {words}
                </th>
                <td className="number">
                  <CountLink
                    count={sum}
                    list={{ item: kind, why }}
                    at="/o/$org/health/ignored"
                    of={`${kind}s ${words}`}
                  />
                </td>
                {repositories.map((name) => (
                  <td key={name} className="number">
                    <CountLink
                      count={counts.get(name) ?? 0}
                      list={{ repo: [name], item: kind, why }}
                      at="/o/$org/health/ignored"
                      of={`${kind}s ${words}, ${name}`}
                    />
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
