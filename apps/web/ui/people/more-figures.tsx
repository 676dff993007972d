/** The other pages about the same person or team. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { filterOf } from '../app/view.ts'
import { Section } from '../parts/page-head.tsx'
import './people.css'

const pages = [
  ['/o/$org/cycle-time', 'Cycle time'],
  ['/o/$org/reviews', 'Reviews'],
  ['/o/$org/flow', 'Flow'],
  ['/o/$org/releases', 'Releases'],
  ['/o/$org/pulls', 'Pull requests'],
] as const

export function MoreFigures({ of }: { of: string }) {
  const org = useOrganizationId()
  const search = filterOf(useView())
  return (
    <Section title="More" note={`The same pages, with what is ${of === 'yours' ? of : `of ${of}`} alone.`}>
      <ul className="more-figures">
        {pages.map(([to, label]) => (
          <li key={to}>
            <Link to={to} params={{ org }} search={search}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
