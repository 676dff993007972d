/** Signing in, with a password or elsewhere. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'
import { Notice } from '../parts/conditions.tsx'
import { Field, Problem } from './fields.tsx'
import { Outside } from './outside.tsx'
import { Providers } from './providers.tsx'
import { useSubmit } from './use-submit.ts'
import { goBack } from './way-back.ts'

export function SignInPage() {
  const { data: me } = useQuery(meQuery())
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const submit = useSubmit(async () => {
    await tell('POST', '/sign-in', { email, password })
    goBack()
  })
  const refused = new URLSearchParams(window.location.search).get('error')
  return (
    <Outside title="Sign in">
      {me?.isSetUp === false && (
        <Notice>
          Nobody is here yet: the log of the server has a link, by which the first person comes in.
        </Notice>
      )}
      {refused !== null && (
        <Notice tone="bad">
          You were not let in from there. Whoever is not here yet needs an invitation; whoever has a password
          signs in with it, and adds the other way on the page of their account.
        </Notice>
      )}
      <form className="account-form" onSubmit={submit.onSubmit}>
        <Field
          name="email"
          label="Address"
          type="email"
          value={email}
          onChange={setEmail}
          submit={submit}
          autoComplete="username"
        />
        <Field
          name="password"
          label="Password"
          type="password"
          value={password}
          onChange={setPassword}
          submit={submit}
          autoComplete="current-password"
        />
        <Problem submit={submit} />
        <Button type="submit" loading={submit.isSending}>
          Sign in
        </Button>
      </form>
      <Providers providers={me?.providers ?? []} purpose="sign-in" />
      <p className="small muted">Forgotten it? Whoever runs the server makes a link for a new one.</p>
    </Outside>
  )
}
