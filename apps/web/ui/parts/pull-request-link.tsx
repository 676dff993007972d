/** A pull request by its name, and its title where it has one: to its page. */
import { Link } from '@tanstack/react-router'
import { useOrganization, useView } from '../app/organization.tsx'
import { pick } from '../app/view.ts'
import './pull-request-link.css'

export interface PullRequestLinkProps {
  readonly repository: string
  readonly number: number
  readonly title: string
  /** Without the owner, where all repositories have the same. */
  readonly isShort?: boolean
}

export function PullRequestLink({ repository, number, title, isShort = false }: PullRequestLinkProps) {
  const { id, facts } = useOrganization()
  const view = useView()
  const [owner = '', repo = ''] = repository.split('/')
  const canBeShort = isShort && facts.repositories.every((name) => name.startsWith(`${owner}/`))
  return (
    <Link
      to="/o/$org/pulls/$owner/$repo/$number"
      params={{ org: id, owner, repo, number: String(number) }}
      search={pick(view, ['clock'])}
      className="pull-request-link"
    >
      <span className="pull-request-link-name">
        {canBeShort ? (
          <>
            <span className="hidden">{owner}/</span>
            {repo}
          </>
        ) : (
          repository
        )}
        #{number}
      </span>{' '}
      {title && <span className="pull-request-link-title">{title}</span>}
    </Link>
  )
}
