/** Where GitHub says that the app is installed, which of them reads, and the end of the app here. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { appInstallationsQuery, appPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useChange } from '../settings/use-change.ts'

type Connection = Answer<'connection'>
type Known = Answer<'appInstallations'>

export function Installations({ connection }: { connection: Connection }) {
  const { id } = useOrganization()
  const known = useQuery(appInstallationsQuery(id))
  const change = useChange<Connection>()
  const ifVersion = connection.version
  return (
    <>
      <Asked asked={known} lines={2}>
        {(data) => (
          <>
            <Trouble connection={connection} known={data} />
            <Table
              known={data}
              isBusy={change.isBusy}
              onChoose={(installation) =>
                void change.send('PUT', `${appPath(id)}/installation`, { installation, ifVersion })
              }
            />
          </>
        )}
      </Asked>
      <div className="form-actions">
        {known.data && (
          <Button component="a" variant="default" href={known.data.installUrl}>
            Install it for an account
          </Button>
        )}
        <Button
          type="button"
          variant="default"
          loading={change.isBusy}
          onClick={() => void change.send('DELETE', appPath(id), { ifVersion })}
        >
          Forget the app
        </Button>
      </div>
      {change.error && <Notice tone="bad">{change.error.message}</Notice>}
    </>
  )
}

function Trouble({ connection: { app }, known }: { connection: Connection; known: Known }) {
  const chosen = app?.installation ?? null
  if (known.installations.length === 0)
    return <Notice>The app is installed nowhere yet: install it for the account that is to be read.</Notice>
  if (chosen === null) return <Notice>None of them reads yet: choose one.</Notice>
  const found = known.installations.find(({ reads }) => reads)
  if (!found)
    return (
      <Notice tone="bad">
        The installation of {chosen.account} is removed: install the app there again, then choose it.
      </Notice>
    )
  return found.isSuspended ? (
    <Notice tone="bad">
      The installation of {chosen.account} is suspended, and nothing is read: whoever owns the account resumes
      it in its settings at GitHub, under GitHub Apps.
    </Notice>
  ) : null
}

interface TableProps {
  readonly known: Known
  readonly isBusy: boolean
  readonly onChoose: (installation: number) => void
}

const Table = ({ known: { installations }, isBusy, onChoose }: TableProps) => (
  <TableScroll label="Installations">
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Repositories</th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="hidden">Choose</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {installations.map(({ id, account, repositories, isSuspended, reads }) => (
          <tr key={id}>
            <th scope="row">{account}</th>
            <td>{repositories === 'all' ? 'all' : 'selected ones'}</td>
            <td>{isSuspended ? 'suspended' : reads ? 'reads' : 'does not read'}</td>
            <td>
              {!reads && !isSuspended && (
                <button type="button" className="link-button" disabled={isBusy} onClick={() => onChoose(id)}>
                  Let it read
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </TableScroll>
)
