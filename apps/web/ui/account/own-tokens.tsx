/** One's own API tokens, of each organization in which one may have some; new ones are made there. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { organizationPath, tokensQuery } from '../api/queries.ts'
import type { Me } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { isAtLeast } from '../app/roles.ts'
import { formatAgo } from '../format/ago.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { useChange } from '../settings/use-change.ts'

type Organization = Me['organizations'][number]

export interface OwnTokensProps {
  readonly organizations: readonly Organization[]
  /** Administrators see those of others too. */
  readonly email: string
}

export function OwnTokens({ organizations, email }: OwnTokensProps) {
  const own = organizations.filter(({ role }) => isAtLeast(role, 'member'))
  if (own.length === 0) return null
  return (
    <>
      <h2>Your API tokens</h2>
      {own.map((organization) => (
        <TokensIn key={organization.id} organization={organization} email={email} />
      ))}
    </>
  )
}

function TokensIn({ organization: { id, name }, email }: { organization: Organization; email: string }) {
  const tokens = useQuery(tokensQuery(id))
  const now = useNow()
  const revoke = useChange()
  return (
    <section aria-label={`Your API tokens for ${name}`}>
      {revoke.error && <Notice tone="bad">{revoke.error.message}</Notice>}
      <Asked asked={tokens} lines={1}>
        {(data) => {
          const mine = data.tokens.filter(({ madeBy }) => madeBy === email)
          return (
            <ul className="in-text">
              {mine.map(({ id: token, expiresAt, lastUsedAt, name: what, scopes }) => (
                <li key={token}>
                  {what}, for {name}: may {scopes.join(', ')};{' '}
                  {expiresAt <= now
                    ? 'expired'
                    : lastUsedAt === null
                      ? 'never used'
                      : `used ${formatAgo(lastUsedAt, now)}`}{' '}
                  <button
                    type="button"
                    className="link-button"
                    onClick={() =>
                      void revoke.send(
                        'DELETE',
                        `${organizationPath(id)}/tokens/${encodeURIComponent(token)}`,
                      )
                    }
                  >
                    Revoke<span className="hidden"> {what}</span>
                  </button>
                </li>
              ))}
              <li>
                <Link to="/o/$org/settings/tokens" params={{ org: id }}>
                  {mine.length === 0 ? 'Make one for' : 'Make another for'} {name}
                </Link>
              </li>
            </ul>
          )
        }}
      </Asked>
    </section>
  )
}
