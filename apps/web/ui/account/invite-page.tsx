/** An invitation: to what, as what, and coming in by it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../api/queries.ts'
import { send } from '../api/send.ts'
import type { Answer } from '../api/types.ts'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Field, Problem, passwordWords } from './fields.tsx'
import { forgetLinkText, takeLinkText } from './link-text.ts'
import { Outside } from './outside.tsx'
import { Providers } from './providers.tsx'
import { useSubmit } from './use-submit.ts'

export function InvitePage() {
  const [link] = useState(takeLinkText)
  const { data: me } = useQuery(meQuery())
  const { data, error } = useQuery({
    queryKey: ['invitation', link],
    queryFn: () => send<Answer<'lookAtInvitation'>>('POST', '/invitation', { link }),
  })
  if (error) return <Outside title="Invitation">{<ErrorPanel error={error} />}</Outside>
  if (!data || !me) return <Outside title="Invitation">{<Loading lines={3} />}</Outside>
  return (
    <Outside title={`Join ${data.name}`} lead={`${data.createdBy} invites you, as ${data.role}.`}>
      {me.person ? (
        <AcceptAs email={me.person.email} link={link} organization={data.organization} />
      ) : (
        <>
          <Providers providers={me.providers} purpose="invitation" link={link} />
          <Newcomer link={link} organization={data.organization} />
        </>
      )}
    </Outside>
  )
}

interface JoinProps {
  readonly link: string
  readonly organization: string
}

const join = async ({ link, organization }: JoinProps, person: object | null) => {
  await send('POST', '/accept-invitation', { link, person })
  forgetLinkText()
  window.location.assign(`/o/${encodeURIComponent(organization)}`)
}

function AcceptAs({ email, ...props }: JoinProps & { readonly email: string }) {
  const submit = useSubmit(() => join(props, null))
  return (
    <form className="account-form" onSubmit={submit.onSubmit}>
      <p>You are signed in as {email}.</p>
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        Join
      </Button>
    </form>
  )
}

function Newcomer(props: JoinProps) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const submit = useSubmit(() => join(props, { name, email, password }))
  return (
    <form className="account-form" onSubmit={submit.onSubmit}>
      <Field
        name="name"
        label="Your name"
        value={name}
        onChange={setName}
        submit={submit}
        autoComplete="name"
      />
      <Field
        name="email"
        label="Your address"
        type="email"
        value={email}
        onChange={setEmail}
        submit={submit}
        autoComplete="username"
      />
      <Field
        name="password"
        label="A password"
        type="password"
        value={password}
        onChange={setPassword}
        submit={submit}
        autoComplete="new-password"
        description={passwordWords}
      />
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        Join
      </Button>
    </form>
  )
}
