/** Can I trust these numbers: what was read, what is missing and why, and what did not count. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { healthPath, healthQuery, ignoredQuery, retriesQuery } from '../api/queries.ts'
import type { RepositoryHealth, Retry } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useNow } from '../app/now.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { formatAgo } from '../format/ago.ts'
import { formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { CountLink } from '../parts/count-link.tsx'
import { Exports } from '../parts/exports.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { TableScroll } from '../parts/table.tsx'
import { Access } from './access.tsx'
import { CoverageBar } from './coverage-bar.tsx'
import { IgnoredTable } from './ignored-table.tsx'
import type { Standing } from './standing-words.ts'
import { TrustLine } from './trust-line.tsx'
import { isShown } from './trust-words.ts'
import './health.css'

export function HealthPage() {
  const { id } = useOrganization()
  const isAdmin = useIsAtLeast('admin')
  const health = useQuery(healthQuery(id))
  const retries = useQuery(retriesQuery(id))
  const ignored = useQuery(ignoredQuery(id))
  return (
    <>
      <PageHead title="Health" question="Can I trust these numbers?">
        <Exports path={healthPath(id)} query={{}} />
      </PageHead>
      <Asked asked={health} lines={8}>
        {(data) =>
          data.repositories.length === 0 ? (
            <Empty title="No repository yet">
              <p>
                {isAdmin ? (
                  <Link to="/o/$org/settings/repositories" params={{ org: id }}>
                    Choose what is read
                  </Link>
                ) : (
                  'An admin of the organization chooses what is read.'
                )}
              </p>
            </Empty>
          ) : (
            <>
              <TrustLine repositories={data.repositories} />
              <Repositories repositories={data.repositories} />
              <Access access={data.access} problem={data.accessProblem} />
              <Section title="To be tried again" note="What GitHub did not give, or not whole.">
                <Asked asked={retries} lines={3}>
                  {(found) => <Retries retries={found.retries} />}
                </Asked>
              </Section>
              <Section title="What did not count" note="Over all that is stored, by repository and reason.">
                <Asked asked={ignored} lines={4}>
                  {(found) => <IgnoredTable ignored={found.ignored} />}
                </Asked>
              </Section>
            </>
          )
        }
      </Asked>
    </>
  )
}

function Repositories({ repositories: all }: { repositories: readonly RepositoryHealth[] }) {
  const { zone } = useOrganization()
  const now = useNow()
  const { show } = useView()
  const repositories = all.filter((one) => isShown(one, show))
  return (
    <TableScroll label="Repositories">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Repository</th>
            <th scope="col">Read whole</th>
            <th scope="col">Coverage</th>
            <th scope="col" className="number">
              Stored
            </th>
            <th scope="col" className="number">
              Not whole
            </th>
            <th scope="col" className="number">
              Missing
            </th>
            <th scope="col" className="number">
              To recalculate
            </th>
            <th scope="col">History</th>
          </tr>
        </thead>
        <tbody>
          {repositories.map((one) => (
            <tr key={one.repository}>
              <th scope="row">{one.repository}</th>
              <td title={one.asOf === null ? undefined : zone.dateTime(one.asOf)}>
                {one.asOf === null ? 'never' : formatAgo(one.asOf, now)}
                {one.pause !== null && `; paused ${formatAgo(one.pause.since, now)} by ${one.pause.by}`}
              </td>
              <td>
                <CoverageBar health={one} />
              </td>
              <Counted of={one} standing="stored" count={one.stored} />
              <Counted of={one} standing="incomplete" count={one.incomplete} parts={one.incompleteIn} />
              <Counted of={one} standing="missing" count={one.unread} />
              <Counted of={one} standing="unanalyzed" count={one.unanalyzed} />
              <td className="time">
                {one.firstCreatedAt === null || one.lastCreatedAt === null
                  ? '–'
                  : `${zone.date(one.firstCreatedAt)} to ${zone.date(one.lastCreatedAt)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

interface CountedProps {
  readonly of: RepositoryHealth
  readonly standing: Standing
  readonly count: number
  /** Of it, by what is missing. */
  readonly parts?: Readonly<Record<string, number>>
}

function Counted({ of: { repository }, standing, count, parts = {} }: CountedProps) {
  const list = { repo: [repository], standing }
  return (
    <td className="number">
      <CountLink count={count} list={list} at="/o/$org/health/pulls" of={`${standing}, ${repository}`} />
      {Object.entries(parts).map(([what, number]) => (
        <div key={what} className="small muted">
          {what}{' '}
          <CountLink
            count={number}
            list={{ ...list, lacks: what }}
            at="/o/$org/health/pulls"
            of={`without all ${what}, ${repository}`}
          />
        </div>
      ))}
    </td>
  )
}

function Retries({ retries }: { retries: readonly Retry[] }) {
  const { zone } = useOrganization()
  if (retries.length === 0) return <p className="muted">Nothing waits to be read again.</p>
  return (
    <TableScroll label="To be tried again">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Pull request</th>
            <th scope="col">Why</th>
            <th scope="col" className="number">
              Tried
            </th>
            <th scope="col">Next</th>
            <th scope="col">Meanwhile</th>
          </tr>
        </thead>
        <tbody>
          {retries.map(({ repository, number, reason, attempts, nextAt, isStored }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several may have no number.
            <tr key={at}>
              <th scope="row">
                {number === null ? (
                  repository
                ) : (
                  <PullRequestLink repository={repository} number={number} title="" />
                )}
              </th>
              <td>{reason}</td>
              <td className="number">{formatPlural(attempts, 'time')}</td>
              <td className="time">{zone.dateTime(nextAt)}</td>
              <td>{isStored ? 'what was read of it is stored' : 'nothing of it is stored'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}
