/** A new password, by a link for it. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { NewPassword, Problem } from './fields.tsx'
import { forgetLinkText, takeLinkText } from './link-text.ts'
import { NoLink } from './no-link.tsx'
import { Outside } from './outside.tsx'
import { useSubmit } from './use-submit.ts'

const title = 'Choose a new password'

export function ResetPage() {
  const [link] = useState(takeLinkText)
  const [password, setPassword] = useState('')
  const submit = useSubmit(async () => {
    await tell('POST', '/reset-password', { link, password })
    forgetLinkText()
    window.location.assign('/sign-in')
  })
  if (link === '')
    return <NoLink title={title}>This page needs a link, which whoever runs the server makes.</NoLink>
  return (
    <Outside title={title} lead="All your sessions end with it, and other ways to sign in: add those again.">
      <form className="account-form" onSubmit={submit.onSubmit}>
        <NewPassword label="New password" value={password} onChange={setPassword} submit={submit} />
        <Problem submit={submit} />
        <Button type="submit" loading={submit.isSending}>
          Set it
        </Button>
      </form>
    </Outside>
  )
}
