/** Over every page: how fresh what it shows is, the way to one pull request, and the colour scheme. */
import type { OrganizationFacts } from '../api/types.ts'
import { AccountLink } from './account-link.tsx'
import { ColorSchemeButton } from './color-scheme-button.tsx'
import { Freshness } from './freshness.tsx'
import { Search } from './search.tsx'
import './top-bar.css'

export const TopBar = ({ facts }: { facts: OrganizationFacts | null }) => (
  <section className="top-bar on-screen" aria-label="Search and freshness">
    <Search />
    <div className="top-bar-end">
      {facts && <Freshness facts={facts} />}
      <AccountLink />
      <ColorSchemeButton />
    </div>
  </section>
)
