/** How does the organization's data leave: as a database, a table at a time, and with what it means. */
import { useQuery } from '@tanstack/react-query'
import { addressOf } from '../api/client.ts'
import { exportPath, meQuery } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { Backups } from './backups.tsx'
import '../settings/settings.css'

const tables = [
  ['pull-requests', 'Pull requests', 'a pull request that was analyzed'],
  ['segments', 'Segments', 'a part of the history of a pull request, and what began and ended it'],
  ['responses', 'Responses', 'what a reviewer said that counts'],
] as const

export function ExportPage() {
  const { id } = useOrganization()
  const { data: me } = useQuery(meQuery())
  const link = (file: string, label: string, of: string) => (
    <a href={addressOf(`${exportPath(id)}/${file}`)} download>
      {label}
      <span className="hidden"> of {of}</span>
    </a>
  )
  return (
    <>
      <PageHead title="Export and backup" question="How do I take the data with me?" />
      <Section
        title="The organization’s data"
        note="Of one moment, made anew for each download. Settings and secrets are not in it; titles and logins are. The audit says who took it."
      >
        <p>
          {link('organization.db', 'SQLite', 'everything')}: all tables in one file, with the meaning of every
          column. {link('data-dictionary.md', 'Data dictionary', 'all files')}: the same meanings to read.
        </p>
        <TableScroll label="Tables">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Table</th>
                <th scope="col">Each row is</th>
                <th scope="col">As</th>
              </tr>
            </thead>
            <tbody>
              {tables.map(([file, name, row]) => (
                <tr key={file}>
                  <th scope="row">{name}</th>
                  <td>{row}</td>
                  <td>
                    {link(`${file}.csv`, 'CSV', name)} · {link(`${file}.parquet`, 'Parquet', name)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Section>
      {me?.isAdministrator && <Backups />}
    </>
  )
}
