/** The pages in their groups, and the organization that they are of. */
import { useDisclosure } from '@mantine/hooks'
import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { carriedFilter } from './carried-filter.ts'
import { useMyRole } from './my-role.ts'
import { useFacts, useOrganizationId, useView } from './organization.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { pagesFor } from './pages.ts'
import { pick } from './view.ts'
import './navigation.css'

export function Navigation() {
  const role = useMyRole()
  const org = useOrganizationId()
  const view = useView()
  const { data: facts } = useFacts()
  const self = facts?.people.self ?? null
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const toggleButton = useRef<HTMLButtonElement>(null)
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: closed by each change of the page.
  useEffect(close, [pathname])
  useEffect(() => {
    if (!isOpen) return
    const closeByKey = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented) return
      close()
      toggleButton.current?.focus()
    }
    document.addEventListener('keydown', closeByKey)
    return () => document.removeEventListener('keydown', closeByKey)
  }, [isOpen, close])
  return (
    <header className="navigation on-screen" data-open={isOpen}>
      <div className="navigation-top">
        <Link to="/o/$org" params={{ org }} search={carriedFilter(view, facts, '/o/$org')} className="brand">
          <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
            <rect x="1" y="22" width="14" height="7" rx="2" fill="var(--state-coding)" />
            <rect x="8" y="12.5" width="15" height="7" rx="2" fill="var(--state-awaiting-review)" />
            <rect x="17" y="3" width="14" height="7" rx="2" fill="var(--state-approved)" />
          </svg>
          Upflow
        </Link>
        <button
          ref={toggleButton}
          type="button"
          className="navigation-toggle"
          aria-expanded={isOpen}
          aria-controls="navigation-pages"
          onClick={toggle}
        >
          {isOpen ? 'Close' : 'Menu'}
        </button>
      </div>
      <div id="navigation-pages" className="navigation-pages">
        <OrganizationSwitcher />
        <nav aria-label="Pages">
          {pagesFor(role).map(({ name, pages }) => (
            <div key={name} className="navigation-group">
              <h2 id={`group-${name}`}>{name}</h2>
              <ul aria-labelledby={`group-${name}`}>
                {pages.map(({ to, label }) => (
                  <li key={to}>
                    <Link
                      to={to as '/o/$org'}
                      params={{ org }}
                      search={carriedFilter(view, facts, to)}
                      activeOptions={{
                        exact: to === '/o/$org' || to === '/o/$org/settings',
                        includeSearch: false,
                      }}
                      activeProps={{ 'aria-current': 'page' }}
                    >
                      {label}
                    </Link>
                  </li>
                ))}
                {name === 'Today' && self !== null && (
                  <li>
                    <Link
                      to="/o/$org/people/$login"
                      params={{ org, login: self }}
                      search={pick(view, ['period', 'from', 'to', 'clock'])}
                      activeOptions={{ includeSearch: false }}
                      activeProps={{ 'aria-current': 'page' }}
                    >
                      Your page
                    </Link>
                  </li>
                )}
              </ul>
            </div>
          ))}
        </nav>
      </div>
    </header>
  )
}
