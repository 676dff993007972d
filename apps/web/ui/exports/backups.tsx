/** The backups of the whole installation, for who administers it: which there are, another, and how to go back to one. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { backupsPath, backupsQuery } from '../api/queries.ts'
import type { Backup } from '../api/types.ts'
import { useZone } from '../app/organization.tsx'
import { formatBytes } from '../format/bytes.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useChange } from '../settings/use-change.ts'
import { Restores } from './restores.tsx'

export function Backups() {
  const { data } = useQuery(backupsQuery())
  const [newest] = data?.backups ?? []
  return (
    <>
      <BackupList />
      <Restores
        backup={data && newest ? `${data.folder}/${newest.name}` : null}
        isElsewhere={data?.organizationsIn === 'database'}
      />
    </>
  )
}

function BackupList() {
  const backups = useQuery(backupsQuery())
  const take = useChange<Backup>()
  const isElsewhere = backups.data?.organizationsIn === 'database'
  return (
    <Section
      title="Backups of the whole installation"
      note={`Of ${isElsewhere ? 'what lies in the data folder' : 'all organizations and accounts'}, on this server, without the key: keep secret.key elsewhere. How they are restored is told below.`}
    >
      <Asked asked={backups} lines={3}>
        {(data) => (
          <>
            <p>
              They are in <code>{data.folder}</code>.
            </p>
            {isElsewhere && (
              <Notice>
                No organization is in them: the database has their data. Back that up by its own means, such
                as <code>pg_dump</code>.
              </Notice>
            )}
            {data.backups.length === 0 ? (
              <p className="muted">There is none yet.</p>
            ) : (
              <BackupTable backups={data.backups} />
            )}
          </>
        )}
      </Asked>
      <div className="form-actions below">
        <Button loading={take.isBusy} onClick={() => void take.send('POST', backupsPath)}>
          Take a backup
        </Button>
      </div>
      <div role="status">
        {take.isBusy && <p>It is being taken; all goes on meanwhile.</p>}
        {take.done && (
          <Notice tone="plain">
            {take.done.organizationsIn === 'database'
              ? 'What lies in the data folder is whole, and on the disk; the database is not in it.'
              : 'It is whole, and on the disk.'}
          </Notice>
        )}
        {take.done && take.done.missing.length > 0 && (
          <Notice>The files of {take.done.missing.join(', ')} are missing: they are not in it.</Notice>
        )}
        {take.error && <Notice tone="bad">{take.error.message}</Notice>}
      </div>
    </Section>
  )
}

function BackupTable({ backups }: { backups: readonly Backup[] }) {
  const zone = useZone()
  return (
    <TableScroll label="Backups">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Folder</th>
            <th scope="col">Taken</th>
            <th scope="col">By</th>
            <th scope="col">Organizations</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {backups.map(({ name, createdAt, takenBy, organizations, organizationsIn, bytes, hasKey }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
                {hasKey && ', with the key'}
              </th>
              <td className="time">{zone.dateTime(createdAt)}</td>
              <td>{takenBy ?? '–'}</td>
              <td>{organizationsIn === 'database' ? 'in the database' : organizations.join(', ')}</td>
              <td>{formatBytes(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
