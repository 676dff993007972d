/** What one is called, as others see it. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'
import { Field, Problem } from './fields.tsx'
import { useSubmit } from './use-submit.ts'

export function NameForm({ name: before }: { name: string }) {
  const queries = useQueryClient()
  const [name, setName] = useState(before)
  const [isDone, setIsDone] = useState(false)
  const submit = useSubmit(async () => {
    setIsDone(false)
    await tell('PATCH', '/me', { name })
    setIsDone(true)
    await queries.invalidateQueries({ queryKey: meQuery().queryKey })
  })
  return (
    <>
      <h2>Name</h2>
      <form className="account-form" onSubmit={submit.onSubmit}>
        <Field
          name="name"
          label="Your name"
          value={name}
          onChange={setName}
          submit={submit}
          autoComplete="name"
          description="As others see it; you sign in with your address"
        />
        <Problem submit={submit} />
        <p role="status" className="muted">
          {isDone ? 'You are called so now.' : ''}
        </p>
        <Button type="submit" loading={submit.isSending}>
          Change your name
        </Button>
      </form>
    </>
  )
}
