/** What is to be looked at? An organization begins with a name; its connection to GitHub is the next step. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Field, Problem } from '../account/fields.tsx'
import { ForAdministrators } from '../account/for-administrators.tsx'
import { Outside } from '../account/outside.tsx'
import { useSubmit } from '../account/use-submit.ts'
import { ApiError, tell } from '../api/client.ts'
import type { Answer } from '../api/types.ts'
import { toOrganizationId } from './organization-id.ts'

export function NewOrganizationPage() {
  return (
    <Outside
      title="A new organization"
      lead="Its pull requests, people and settings are apart from all others."
    >
      <ForAdministrators>
        <NewOrganizationForm />
      </ForAdministrators>
      <p>
        <Link to="/">Back to the organizations</Link>
      </p>
    </Outside>
  )
}

function NewOrganizationForm() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [ownId, setOwnId] = useState<string | null>(null)
  const id = ownId ?? toOrganizationId(name)
  const submit = useSubmit(async () => {
    await tell<Answer<'createOrganization'>>('POST', '/organizations', { id, name }).catch(asOfItsField)
    await queries.invalidateQueries()
    await navigate({ to: '/o/$org/settings/connection', params: { org: id } })
  })
  return (
    <form className="account-form" onSubmit={submit.onSubmit}>
      <Field name="name" label="Name" value={name} onChange={setName} submit={submit} />
      <Field
        name="id"
        label="Id"
        description="In its addresses and the name of its file: it stays. Lower-case letters, digits and hyphens."
        value={id}
        onChange={setOwnId}
        submit={submit}
      />
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        Create it, and connect it to GitHub
      </Button>
    </form>
  )
}

function asOfItsField(error: unknown): never {
  if (!(error instanceof ApiError) || error.code !== 'db/organization-exists') throw error
  const { status, code, message, facts } = error
  throw new ApiError(status, { code, message, facts: { ...facts, field: 'id' } })
}
