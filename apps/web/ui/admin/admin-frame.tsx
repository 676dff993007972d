/** What surrounds the pages about the installation: their names, and that they are for who administers it. */
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { ForAdministrators } from '../account/for-administrators.tsx'
import { meQuery } from '../api/queries.ts'
import { SignedOutNotice } from '../app/signed-out-notice.tsx'
import { useFocusOnNewPage } from '../app/use-focus-on-new-page.ts'
import './admin.css'

const pages = [
  ['/admin', 'Installation'],
  ['/admin/people', 'People'],
  ['/admin/runs', 'Runs'],
  ['/admin/audit', 'Audit'],
  ['/admin/backups', 'Backups'],
] as const

export function AdminFrame() {
  const me = useQuery(meQuery())
  const main = useFocusOnNewPage()
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="admin-head">
        <Link to="/" className="brand">
          Upflow
        </Link>
        <nav aria-label="Pages of the installation">
          <ul>
            {pages.map(([to, label]) => (
              <li key={to}>
                <Link
                  to={to}
                  activeOptions={{ exact: to === '/admin', includeSearch: false }}
                  activeProps={{ 'aria-current': 'page' }}
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {me.data?.person && <Link to="/me">{me.data.person.name}</Link>}
      </header>
      <main id="content" ref={main} className="admin" tabIndex={-1}>
        <SignedOutNotice />
        <ForAdministrators title="Installation">
          <Outlet />
        </ForAdministrators>
      </main>
    </>
  )
}
