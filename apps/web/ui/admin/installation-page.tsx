/** Is the installation well: its organizations, what is executed where, the disk, and which version it runs. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { installationQuery } from '../api/queries.ts'
import type { Installation } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { formatAgo } from '../format/ago.ts'
import { formatBytes } from '../format/bytes.ts'
import { formatCount } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { RunStatusLabel } from '../runs/run-status.tsx'
import { isDiskFull, queueWords } from './installation-words.ts'
import { Schedules } from './schedules.tsx'
import { SignInWays } from './sign-in-ways.tsx'
import '../parts/pairs.css'
import '../runs/runs.css'

/** It is left open where somebody watches over it. */
const refetchMs = 15_000

export function InstallationPage() {
  const installation = useQuery({ ...installationQuery(), refetchInterval: refetchMs })
  return (
    <>
      <PageHead title="Installation" question="Is the installation well?" />
      <Asked asked={installation} lines={10}>
        {(data) => (
          <>
            <Machine {...data} />
            <Organizations organizations={data.organizations} />
            <Schedules />
            <Processes {...data} />
            <SignInWays signIn={data.signIn} />
          </>
        )}
      </Asked>
    </>
  )
}

function Machine({ disk, node, organizationsIn, version }: Installation) {
  return (
    <>
      {isDiskFull(disk) && (
        <Notice tone="bad">
          The disk is almost full: {formatBytes(disk.freeBytes)} are left. Make room, or move {disk.folder}:
          what cannot be written is not read from GitHub.
        </Notice>
      )}
      <dl className="pairs">
        <div>
          <dt>Version</dt>
          <dd>
            {version}, on Node.js {node}
          </dd>
        </div>
        <div>
          <dt>Disk</dt>
          <dd data-trouble={isDiskFull(disk)}>
            {formatBytes(disk.freeBytes)} free of {formatBytes(disk.totalBytes)}
          </dd>
        </div>
        <div>
          <dt>Data</dt>
          <dd>
            <code>{disk.folder}</code>
            {organizationsIn === 'database' && ', and those of the organizations in a database'}
          </dd>
        </div>
      </dl>
    </>
  )
}

function Organizations({ organizations }: Pick<Installation, 'organizations'>) {
  const now = useNow()
  return (
    <Section title="Organizations" note={<Link to="/new-organization">Create an organization</Link>}>
      {organizations.length === 0 ? (
        <p className="muted">There is none yet.</p>
      ) : (
        <TableScroll label="Organizations">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Organization</th>
                <th scope="col" className="number">
                  Members
                </th>
                <th scope="col">Last run</th>
                <th scope="col">Status</th>
              </tr>
            </thead>
            <tbody>
              {organizations.map(({ id, name, members, lastRun }) => (
                <tr key={id}>
                  <th scope="row">
                    <Link to="/o/$org" params={{ org: id }}>
                      {name}
                    </Link>
                  </th>
                  <td className="number">
                    <Link to="/o/$org/settings/members" params={{ org: id }}>
                      {formatCount(members)}
                      <span className="hidden"> members of {name}</span>
                    </Link>
                  </td>
                  <td>
                    {lastRun === null ? (
                      '–'
                    ) : (
                      <Link to="/o/$org/runs/$id" params={{ org: id, id: lastRun.id }}>
                        {lastRun.job}, {formatAgo(lastRun.createdAt, now)}
                      </Link>
                    )}
                  </td>
                  <td>
                    {lastRun === null ? 'nothing was read yet' : <RunStatusLabel status={lastRun.status} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </Section>
  )
}

function Processes({ processes, queues }: Pick<Installation, 'processes' | 'queues'>) {
  const now = useNow()
  return (
    <Section title="Processes and their queues" note="Those that are not known to be dead.">
      {queues.map((queue) => (
        <p key={queue.queue} data-trouble={queue.processes === 0}>
          {queueWords(queue)}
        </p>
      ))}
      <TableScroll label="Processes">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Process</th>
              <th scope="col">Since</th>
              <th scope="col">Executes</th>
            </tr>
          </thead>
          <tbody>
            {processes.map(({ id, queues: served, startedAt }) => (
              <tr key={id}>
                <th scope="row">
                  <code>{id}</code>
                </th>
                <td>{formatAgo(startedAt, now)}</td>
                <td>
                  {served === null
                    ? 'does not say: it is of an earlier version'
                    : served.length === 0
                      ? 'nothing: it serves people'
                      : `queue ${served.join(', ')}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Section>
  )
}
