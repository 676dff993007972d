/** The buttons to sign in elsewhere. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import type { Me } from '../api/types.ts'

export interface ProvidersProps {
  readonly providers: Me['providers']
  readonly purpose: 'sign-in' | 'invitation' | 'link'
  /** Of an invitation. */
  readonly link?: string
  /** The present password, for a further way in. */
  readonly current?: string
}

export function Providers({ providers, purpose, link, current }: ProvidersProps) {
  const [problem, setProblem] = useState<string | null>(null)
  if (providers.length === 0) return null
  const go = (provider: string) =>
    tell<{ url: string }>('POST', '/sign-in/provider', {
      provider,
      purpose,
      link: link ?? null,
      current,
    }).then(
      ({ url }) => window.location.assign(url),
      (error: Error) => setProblem(error.message),
    )
  return (
    <div className="account-actions">
      {providers.map(({ id, name }) => (
        <Button key={id} variant="default" onClick={() => void go(id)}>
          {purpose === 'link' ? 'Add' : 'Continue with'} {name}
        </Button>
      ))}
      <p className="account-problem" role="alert">
        {problem}
      </p>
    </div>
  )
}
