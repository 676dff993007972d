/** The steps that have ended or wait: each is recorded once, and is not done again. */
import { useQuery } from '@tanstack/react-query'
import { stepsQuery } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatDuration } from '../format/duration.ts'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'

export function RunSteps({ run, labelOf }: { run: string; labelOf: (key: string) => string }) {
  const { zone } = useOrganization()
  const steps = useQuery(stepsQuery(run))
  if (steps.data?.steps.length === 0) return null
  return (
    <Section title="Steps" note="What has ended is recorded, and is not done again.">
      <Asked asked={steps} lines={4}>
        {(data) => (
          <TableScroll label="Steps">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Step</th>
                  <th scope="col">Status</th>
                  <th scope="col" className="number">
                    Attempts
                  </th>
                  <th scope="col" className="number">
                    Took
                  </th>
                  <th scope="col">What was wrong</th>
                </tr>
              </thead>
              <tbody>
                {data.steps.map(({ attempts, error, finishedAt, key, startedAt, status, wakeAt }) => (
                  <tr key={key}>
                    <th scope="row">
                      <span title={key}>{labelOf(key)}</span>
                    </th>
                    <td>
                      {status}
                      {wakeAt !== null && ` until ${zone.dateTime(wakeAt)}`}
                    </td>
                    <td className="number">{attempts}</td>
                    <td className="number">{formatDuration(finishedAt - startedAt)}</td>
                    <td>
                      {error && (
                        <>
                          {error.message} <code>{error.code}</code>
                        </>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Asked>
    </Section>
  )
}
