/** When each organization is read by itself, and why it is not. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { allSchedulesQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { zoneOf } from '../format/zone.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'

type Installed = Answer<'allSchedules'>

export function Schedules() {
  const schedules = useQuery(allSchedulesQuery())
  return (
    <Section title="Schedules" note="When each organization is read by itself. It is set there.">
      <Asked asked={schedules} lines={4}>
        {(data) => <Shown {...data} />}
      </Asked>
    </Section>
  )
}

function Shown({ schedules, unread }: Installed) {
  return (
    <>
      {unread.map(({ organization, problem }) => (
        <Notice key={organization} tone="bad">
          Of {organization} it is not known: {problem}
        </Notice>
      ))}
      {schedules.length === 0 ? (
        <p className="muted">No organization is read by itself yet.</p>
      ) : (
        <TableScroll label="Schedules">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Organization</th>
                <th scope="col">What</th>
                <th scope="col">When</th>
                <th scope="col">Next, on its clock</th>
              </tr>
            </thead>
            <tbody>
              {schedules.map((one) => (
                <tr key={`${one.organization} ${one.kind}`}>
                  <th scope="row">
                    <Link to="/o/$org/settings/general" params={{ org: one.organization }}>
                      {one.organization}
                    </Link>
                  </th>
                  <td>{one.kind}</td>
                  <td>
                    {one.cron === null ? (
                      'never'
                    ) : (
                      <>
                        <code>{one.cron}</code> {one.timeZone}
                      </>
                    )}
                  </td>
                  <td>{one.nextAt === null ? one.problem : zoneOf(one.timeZone).dateTime(one.nextAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </>
  )
}
