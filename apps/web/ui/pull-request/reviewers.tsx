/** Each reviewer from request to answer, as a table: what the rows of the timeline show. */
import type { Story } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { type Clock, formatExact, formatLong } from '../format/duration.ts'
import { formatPlural } from '../format/number.ts'
import { TableScroll } from '../parts/table.tsx'

/** More are shown when asked for. */
const mostOpen = 12

export function Reviewers({ story: { requests, responses }, clock }: { story: Story; clock: Clock }) {
  const { zone } = useOrganization()
  if (requests.length === 0 && responses.length === 0)
    return <p className="muted">Nobody was asked, and nobody responded.</p>
  const rows = [
    ...requests.map((request) => ({
      key: `asked ${request.reviewer.login} ${request.requestedAt}`,
      at: request.requestedAt,
      who: request.reviewer.login,
      what:
        request.requestedBy === null ? 'asked for a review' : `asked for a review by ${request.requestedBy}`,
      seconds: clock === 'working' ? request.workingSeconds : request.seconds,
      outcome:
        request.respondedAt !== null
          ? `answered ${zone.dateTime(request.respondedAt)}`
          : request.removedAt !== null
            ? `taken back ${zone.dateTime(request.removedAt)}`
            : 'no answer',
    })),
    ...responses.map((response) => ({
      key: `said ${response.id}`,
      at: response.at,
      who: response.reviewer.login,
      what: response.words,
      seconds: response.isAnswer ? (clock === 'working' ? response.workingSeconds : response.seconds) : null,
      outcome: response.isAnswer ? 'the answer to a request' : response.requestedAt === null ? 'unasked' : '',
    })),
  ].sort((a, b) => a.at - b.at)
  const people = new Set(rows.map(({ who }) => who)).size
  return (
    <details className="reviewers" open={rows.length <= mostOpen}>
      <summary>
        {formatPlural(requests.length, 'request')} and {formatPlural(responses.length, 'response')}, of{' '}
        {formatPlural(people, 'reviewer')}
      </summary>
      <TableScroll label="Reviewers">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col" className="number">
                Request to answer
              </th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, at, who, what, seconds, outcome }) => (
              <tr key={key}>
                <td className="time">{zone.dateTime(at)}</td>
                <td>{who}</td>
                <td>{what}</td>
                <td className="number" title={formatExact(seconds, clock)}>
                  {seconds === null ? '' : formatLong(seconds, clock)}
                </td>
                <td className="muted">{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </details>
  )
}
