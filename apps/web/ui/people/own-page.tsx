/** What should I do next: one's own page, wherever one is; or why there is none. */
import { Link, Navigate } from '@tanstack/react-router'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import { Empty } from '../parts/conditions.tsx'
import { PageHead } from '../parts/page-head.tsx'

export function OwnPage() {
  const { id, facts } = useOrganization()
  const view = useView()
  const { self } = facts.people
  if (self !== null)
    return (
      <Navigate
        replace
        to="/o/$org/people/$login"
        params={{ org: id, login: self }}
        search={pick(view, ['period', 'from', 'to', 'clock'])}
      />
    )
  return (
    <>
      <PageHead title="Your page" question="How is it for me?" />
      <Empty title="Who you are at GitHub is not known here">
        <p>
          An admin of the organization says so on its page of members, unless it has no pages of people. Your
          account is <Link to="/me">elsewhere</Link>.
        </p>
      </Empty>
    </>
  )
}
