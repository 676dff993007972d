/** How a person comes in for the first time: who they are, and a password that they choose. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Field, NewPassword, Problem } from './fields.tsx'
import { useSubmit } from './use-submit.ts'

export interface NewPerson {
  readonly name: string
  readonly email: string
  readonly password: string
}

export function NewPersonForm({
  button,
  enter,
}: {
  /** What stands on it. */
  button: string
  enter: (person: NewPerson) => Promise<void>
}) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const submit = useSubmit(() => enter({ name, email, password }))
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
      <NewPassword label="A password" value={password} onChange={setPassword} submit={submit} />
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        {button}
      </Button>
    </form>
  )
}
