/** An invitation: to what, as what, and coming in by it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Problem } from './fields.tsx'
import { forgetLinkText, takeLinkText } from './link-text.ts'
import { type NewPerson, NewPersonForm } from './new-person-form.tsx'
import { NoLink } from './no-link.tsx'
import { Outside } from './outside.tsx'
import { Providers } from './providers.tsx'
import { useSubmit } from './use-submit.ts'

export function InvitePage() {
  const [link] = useState(takeLinkText)
  return link === '' ? (
    <NoLink title="Invitation">This page needs the link that you were sent.</NoLink>
  ) : (
    <Invited link={link} />
  )
}

function Invited({ link }: { link: string }) {
  const { data: me } = useQuery(meQuery())
  const { data, error } = useQuery({
    queryKey: ['invitation', link],
    queryFn: () => tell<Answer<'lookAtInvitation'>>('POST', '/invitation', { link }),
  })
  if (error) return <Outside title="Invitation">{<ErrorPanel error={error} />}</Outside>
  if (!data || !me) return <Outside title="Invitation">{<Loading lines={3} />}</Outside>
  return (
    <Outside title={`Join ${data.name}`} lead={`${data.createdBy} invites you, as ${data.role}.`}>
      {me.person ? (
        <AcceptAs
          email={me.person.email}
          has={me.organizations.find(({ id }) => id === data.organization)?.role}
          link={link}
          organization={data.organization}
        />
      ) : (
        <>
          <Providers providers={me.providers} purpose="invitation" link={link} />
          <NewPersonForm
            button="Join"
            enter={(person) => join({ link, organization: data.organization }, person)}
          />
        </>
      )}
    </Outside>
  )
}

interface JoinProps {
  readonly link: string
  readonly organization: string
}

const join = async ({ link, organization }: JoinProps, person: NewPerson | null) => {
  await tell('POST', '/accept-invitation', { link, person })
  forgetLinkText()
  window.location.assign(`/o/${encodeURIComponent(organization)}`)
}

interface AcceptAsProps extends JoinProps {
  readonly email: string
  /** What they are there already. */
  readonly has: string | undefined
}

function AcceptAs({ email, has, ...props }: AcceptAsProps) {
  const submit = useSubmit(() => join(props, null))
  return (
    <form className="account-form" onSubmit={submit.onSubmit}>
      <p>
        You are signed in as {email}
        {has && `, ${has} there already: an invitation never makes less of it`}.
      </p>
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        Join
      </Button>
    </form>
  )
}
