/** API tokens: which there are, what they may, and a new one, which is shown once. */
import { Button, Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Field, Problem } from '../account/fields.tsx'
import { useSubmit } from '../account/use-submit.ts'
import { tell } from '../api/client.ts'
import { organizationPath, tokensQuery } from '../api/queries.ts'
import type { Answer, ApiToken } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useNow } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatAgo } from '../format/ago.ts'
import { Asked } from '../parts/asked.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useFocusOn } from '../parts/use-focus-on.ts'
import { useSaidChange } from '../settings/use-said-change.tsx'
import { RevokeToken } from './revoke-token.tsx'
import '../account/account.css'

export function TokensPage() {
  const { id } = useOrganization()
  const tokens = useQuery(tokensQuery(id))
  const isMember = useIsAtLeast('member')
  const [made, setMade] = useState<Made | null>(null)
  return (
    <>
      <PageHead title="API tokens" question="Which programs read and act in my name?" />
      <Asked asked={tokens}>
        {(data) => (
          <Tokens
            tokens={data.tokens}
            onRevoked={(token) => setMade((before) => (before?.id === token ? null : before))}
          />
        )}
      </Asked>
      {isMember && (
        <Section title="A new token" note="It is bound to this organization.">
          <NewToken made={made} onMade={setMade} />
        </Section>
      )}
    </>
  )
}

type Made = Answer<'createToken'>

interface TokensProps {
  readonly tokens: readonly ApiToken[]
  readonly onRevoked: (token: string) => void
}

function Tokens({ tokens, onRevoked }: TokensProps) {
  const { id, zone } = useOrganization()
  const now = useNow()
  const change = useSaidChange()
  if (tokens.length === 0)
    return (
      <>
        {change.said}
        <p className="muted">There is none.</p>
      </>
    )
  return (
    <>
      {change.said}
      <TableScroll label="Tokens">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">For</th>
              <th scope="col">May</th>
              <th scope="col">Made by</th>
              <th scope="col">Last used</th>
              <th scope="col">Until</th>
              <th scope="col">
                <span className="hidden">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <tr key={token.id}>
                <th scope="row">{token.name}</th>
                <td>{token.scopes.join(', ')}</td>
                <td>{token.madeBy ?? 'this machine'}</td>
                <td>{token.lastUsedAt === null ? 'never' : formatAgo(token.lastUsedAt, now)}</td>
                <td className="time">
                  {token.expiresAt <= now ? 'expired' : zone.dateTime(token.expiresAt)}
                </td>
                <td>
                  <RevokeToken
                    organization={id}
                    token={token}
                    change={change}
                    onRevoked={() => onRevoked(token.id)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  )
}

const scopeWords = { read: 'Read', run: 'Start and stop runs', admin: 'Change settings' } as const

interface NewTokenProps {
  /** The last one, as long as it works. */
  readonly made: Made | null
  readonly onMade: (made: Made) => void
}

function NewToken({ made, onMade }: NewTokenProps) {
  const { id } = useOrganization()
  const queries = useQueryClient()
  const isAdmin = useIsAtLeast('admin')
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [scopes, setScopes] = useState<readonly string[]>(['read'])
  const place = useFocusOn<HTMLParagraphElement>(made)
  const submit = useSubmit(async () => {
    onMade(await tell<Made>('POST', `${organizationPath(id)}/tokens`, { name, scopes, days }))
    setName('')
    await queries.invalidateQueries({ queryKey: tokensQuery(id).queryKey })
  })
  const offered = isAdmin ? (['read', 'run', 'admin'] as const) : (['read'] as const)
  return (
    <form className="account-form" onSubmit={submit.onSubmit}>
      <Field name="name" label="What is it for?" value={name} onChange={setName} submit={submit} />
      <Checkbox.Group
        label="It may"
        value={[...scopes]}
        onChange={setScopes}
        error={submit.problemOf('scopes')}
      >
        {offered.map((scope) => (
          <Checkbox key={scope} value={scope} size="xs" label={scopeWords[scope]} />
        ))}
      </Checkbox.Group>
      <Field
        name="days"
        label="Days that it works"
        type="number"
        value={days}
        onChange={setDays}
        submit={submit}
      />
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        Make it
      </Button>
      <div role="status">
        {made !== null && (
          <p className="account-once" ref={place} tabIndex={-1}>
            Keep it now, it is not shown again: <code>{made.token}</code>
          </p>
        )}
      </div>
    </form>
  )
}
