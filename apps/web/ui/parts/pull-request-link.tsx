/** A pull request by its name, and its title where it has one: to its page. */
import { Link } from '@tanstack/react-router'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'

export interface PullRequestLinkProps {
  readonly repository: string
  readonly number: number
  readonly title: string
}

export function PullRequestLink({ repository, number, title }: PullRequestLinkProps) {
  const { id } = useOrganization()
  const view = useView()
  const [owner = '', repo = ''] = repository.split('/')
  return (
    <Link
      to="/o/$org/pulls/$owner/$repo/$number"
      params={{ org: id, owner, repo, number: String(number) }}
      search={pick(view, ['clock'])}
      className="pull-request-link"
    >
      <span className="pull-request-link-name">
        {repository}#{number}
      </span>
      {title && <span className="pull-request-link-title">{title}</span>}
    </Link>
  )
}
