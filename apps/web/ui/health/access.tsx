/** The credential by which GitHub is read: what it said of it to the last run that asked. */
import { Link } from '@tanstack/react-router'
import type { AccessProblem, GithubAccess } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useNow } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatAgo } from '../format/ago.ts'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { pointsWords, type Said, tokenWords } from './access-words.ts'
import '../parts/pairs.css'

export interface AccessProps {
  readonly access: GithubAccess | null
  /** What kept the last run from reading. */
  readonly problem: AccessProblem | null
}

export function Access({ access, problem }: AccessProps) {
  const { id, zone } = useOrganization()
  const now = useNow()
  const mayCheck = useIsAtLeast('admin')
  return (
    <Section
      title="Reading GitHub"
      note={
        access && <span title={zone.dateTime(access.at)}>As GitHub said {formatAgo(access.at, now)}.</span>
      }
    >
      {problem && (
        <Notice tone="bad">
          <span title={zone.dateTime(problem.at)}>
            The last run, {formatAgo(problem.at, now)}, could not:
          </span>{' '}
          {problem.message}
        </Notice>
      )}
      {access === null ? (
        <p className="muted">No run that reads GitHub has come to its end yet.</p>
      ) : (
        <dl className="pairs">
          <Fact name="Token" said={tokenWords(access, { zone, now })} />
          <Fact name="Points" said={pointsWords(access, { zone, now })} />
        </dl>
      )}
      {mayCheck && (
        <p className="small">
          <Link to="/o/$org/settings/connection" params={{ org: id }}>
            How GitHub is reached
          </Link>
        </p>
      )}
    </Section>
  )
}

const Fact = ({ name, said: { text, isTrouble } }: { name: string; said: Said }) => (
  <div>
    <dt>{name}</dt>
    <dd data-trouble={isTrouble}>{text}</dd>
  </div>
)
