/** How the installation goes back to a backup, which the command line alone does, and when it did. */
import { useQuery } from '@tanstack/react-query'
import { accountChangesQuery } from '../api/queries.ts'
import { useZone } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'

interface RestoresProps {
  /** The folder of the newest one; null while there is none. */
  readonly backup: string | null
  /** A database has the organizations, and backups of its own. */
  readonly isElsewhere: boolean
}

export function Restores({ backup, isElsewhere }: RestoresProps) {
  const folder = backup ?? 'FOLDER'
  return (
    <Section
      title="Restores"
      note={`${isElsewhere ? 'What lies in the data folder goes' : 'All organizations and accounts go'} back to the day of a backup. It is done on the server, by who reaches its data folder.`}
    >
      <ol className="in-text">
        <li>
          See whether the backup is whole: <code>upflow backup check {folder}</code>
        </li>
        <li>Stop the server and every worker: while one has the data open, nothing is restored.</li>
        <li>
          Restore it: <code>upflow backup restore {folder} --replace</code>. What was there keeps another name
          beside it, and the key of the folder stays where the backup has none.
        </li>
        {isElsewhere && <li>Restore the database to the same day, by its own means.</li>}
        <li>
          Start the server again.{' '}
          {isElsewhere
            ? 'People, roles and tokens are those of the database.'
            : 'Everybody signs in anew; people, roles and tokens are those of that day: what was taken away since, take away again.'}
        </li>
      </ol>
      <RestoreTable />
    </Section>
  )
}

function RestoreTable() {
  const zone = useZone()
  const changes = useQuery(accountChangesQuery({ what: 'backup.restored', limit: 20 }))
  return (
    <Asked asked={changes} lines={2}>
      {(data) =>
        data.changes.length === 0 ? (
          <p className="muted">Nothing was restored here.</p>
        ) : (
          <TableScroll label="Restores">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Backup</th>
                  <th scope="col">Restored</th>
                  <th scope="col">By</th>
                </tr>
              </thead>
              <tbody>
                {data.changes.map(({ id, subject, changedAt, changedBy }) => (
                  <tr key={id}>
                    <th scope="row">
                      <code>{subject}</code>
                    </th>
                    <td className="time">{zone.dateTime(changedAt)}</td>
                    <td>{changedBy}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )
      }
    </Asked>
  )
}
