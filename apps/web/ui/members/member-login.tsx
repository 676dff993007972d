/** Which login of GitHub a member is: the page about that person is theirs. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { organizationPath } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { useTwoSteps } from '../parts/use-two-steps.ts'
import { Field } from '../settings/field.tsx'
import { useChange } from '../settings/use-change.ts'
import '../settings/settings.css'
import './members.css'

export interface MemberLoginProps {
  readonly member: string
  readonly name: string
  readonly login: string | null
  /** Who said so. */
  readonly by: string | null
}

export function MemberLogin({ member, name, login, by }: MemberLoginProps) {
  const { id, facts } = useOrganization()
  const [text, setText] = useState('')
  const { isAsked, ask, leave, askRef, doRef } = useTwoSteps<HTMLInputElement>()
  const save = useChange<object>()
  const path = `${organizationPath(id)}/members/${encodeURIComponent(member)}/login`
  if (!isAsked)
    return (
      <>
        {login === null ? (
          'not known'
        ) : facts.people.others ? (
          <Link to="/o/$org/people/$login" params={{ org: id, login }}>
            {login}
          </Link>
        ) : (
          login
        )}
        {by !== null && <span className="small muted">, by {by}</span>}{' '}
        <button
          ref={askRef}
          type="button"
          className="link-button"
          onClick={() => {
            setText(login ?? '')
            ask()
          }}
        >
          Change<span className="hidden"> who {name} is at GitHub</span>
        </button>
      </>
    )
  return (
    <form
      className="member-login"
      onSubmit={async (event) => {
        event.preventDefault()
        if (await save.send('PUT', path, { login: text.trim() === '' ? null : text.trim() })) leave()
      }}
    >
      <Field
        label={`Login of ${name} at GitHub`}
        text="Empty for none."
        ref={doRef}
        value={text}
        onChange={setText}
        problems={save.problems}
      />
      <div className="form-actions">
        <Button type="submit" size="xs" loading={save.isBusy}>
          Save<span className="hidden"> the login of {name}</span>
        </Button>
        <button type="button" className="link-button" onClick={leave}>
          Leave it
        </button>
      </div>
    </form>
  )
}
