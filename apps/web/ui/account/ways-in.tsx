/** Signing in elsewhere: with whom one does, adding one, which takes the password, and the end of one. */
import { TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { waysInQuery } from '../api/queries.ts'
import type { Me } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { formatAgo } from '../format/ago.ts'
import { Providers } from './providers.tsx'

export function WaysIn({ providers }: { providers: Me['providers'] }) {
  const { data } = useQuery(waysInQuery())
  const queries = useQueryClient()
  const now = useNow()
  const [current, setCurrent] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const end = (id: string) =>
    tell('DELETE', `/ways-in/${encodeURIComponent(id)}`).then(
      () => queries.invalidateQueries({ queryKey: waysInQuery().queryKey }),
      (error: Error) => setProblem(error.message),
    )
  if (!data || (providers.length === 0 && data.accounts.length === 0)) return null
  const nameOf = (provider: string) => providers.find(({ id }) => id === provider)?.name ?? provider
  return (
    <>
      <h2>Signing in elsewhere</h2>
      <ul className="in-text">
        {data.accounts.map(({ id, provider, createdAt }) => (
          <li key={id}>
            {nameOf(provider)}, since {formatAgo(createdAt, now)}{' '}
            <button type="button" className="link-button" onClick={() => void end(id)}>
              End
            </button>
          </li>
        ))}
      </ul>
      <p className="account-problem" role="alert">
        {problem}
      </p>
      {data.hasPassword && providers.length > 0 && (
        <TextInput
          type="password"
          name="proof"
          label="The present password, to add one"
          value={current}
          onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
          autoComplete="current-password"
        />
      )}
      <Providers providers={providers} purpose="link" current={current} />
    </>
  )
}
