/** The first start: who administers this installation. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { send } from '../api/send.ts'
import { Field, Problem, passwordWords } from './fields.tsx'
import { forgetLinkText, takeLinkText } from './link-text.ts'
import { Outside } from './outside.tsx'
import { useSubmit } from './use-submit.ts'
import { goBack } from './way-back.ts'

export function SetUpPage() {
  const [link] = useState(takeLinkText)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const submit = useSubmit(async () => {
    await send('POST', '/set-up', { link, name, email, password })
    forgetLinkText()
    goBack()
  })
  return (
    <Outside
      title="Set Upflow up"
      lead="You become its administrator, and own the organizations that there are."
    >
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
          Begin
        </Button>
      </form>
    </Outside>
  )
}
