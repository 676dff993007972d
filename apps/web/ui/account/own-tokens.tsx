/** One's own API tokens, of each organization in which one may have some; new ones are made there. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { tokensQuery } from '../api/queries.ts'
import type { Me } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { useZone } from '../app/organization.tsx'
import { isAtLeast } from '../app/roles.ts'
import { formatAgo } from '../format/ago.ts'
import { Asked } from '../parts/asked.tsx'
import { useSaidChange } from '../settings/use-said-change.tsx'
import { RevokeToken } from '../tokens/revoke-token.tsx'

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
  const zone = useZone()
  const change = useSaidChange()
  return (
    <section aria-label={`Your API tokens for ${name}`}>
      {change.said}
      <Asked asked={tokens} lines={1}>
        {(data) => {
          const mine = data.tokens.filter(({ madeBy }) => madeBy === email)
          return (
            <ul className="in-text">
              {mine.map((token) => (
                <li key={token.id}>
                  {token.name}, for {name}: may {token.scopes.join(', ')};{' '}
                  {token.expiresAt <= now ? 'expired' : `works until ${zone.dateTime(token.expiresAt)}`},{' '}
                  {token.lastUsedAt === null ? 'never used' : `used ${formatAgo(token.lastUsedAt, now)}`}{' '}
                  <RevokeToken organization={id} token={token} change={change} />
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
