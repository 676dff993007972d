/** Who has an account, what they may where, and who administers the installation. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { peopleQuery } from '../api/queries.ts'
import type { AccountPerson } from '../api/types.ts'
import { Asked } from '../parts/asked.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useTwoSteps } from '../parts/use-two-steps.ts'
import { type Changing, useChange } from '../settings/use-change.ts'
import '../account/account.css'

export function AdminPeoplePage() {
  const people = useQuery(peopleQuery())
  return (
    <>
      <PageHead title="People" question="Who has an account, and what may they do?" />
      <p className="muted">
        Somebody comes by an invitation to an organization, which its owners make on its page of members.
      </p>
      <Asked asked={people}>{(data) => <People people={data.people} />}</Asked>
    </>
  )
}

function People({ people }: { people: readonly AccountPerson[] }) {
  const change = useChange()
  const said = useRef<HTMLParagraphElement>(null)
  if (people.length === 0) return <p className="muted">Nobody: no one signs in on this server.</p>
  return (
    <>
      <p className="account-problem" role="alert">
        {change.error?.message}
      </p>
      <p className="muted" role="status" ref={said} tabIndex={-1}>
        {change.done === null ? null : 'It is done.'}
      </p>
      <TableScroll label="People">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Address</th>
              <th scope="col">In organizations</th>
              <th scope="col">Installation</th>
              <th scope="col">
                <span className="hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <OnePerson
                key={person.id}
                person={person}
                change={change}
                // What had the focus is gone, or says something else.
                onDone={() => said.current?.focus()}
              />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  )
}

interface OnePersonProps {
  readonly person: AccountPerson
  readonly change: Changing<unknown>
  readonly onDone: () => void
}

function OnePerson({ person, change, onDone }: OnePersonProps) {
  const { id, name, email, isAdministrator, isSelf, roles } = person
  const path = `/people/${encodeURIComponent(id)}`
  const send = async (...sent: Parameters<typeof change.send>) => {
    if (await change.send(...sent)) onDone()
  }
  return (
    <tr>
      <th scope="row">
        {name}
        {isSelf && <span className="muted"> (you)</span>}
      </th>
      <td>{email}</td>
      <td>
        {roles.length === 0
          ? '–'
          : roles.map(({ organization, role }, index) => (
              <span key={organization}>
                {index > 0 && ', '}
                <Link to="/o/$org/settings/members" params={{ org: organization }}>
                  {organization}
                </Link>
                : {role}
              </span>
            ))}
      </td>
      <td>
        {isAdministrator ? 'administrator' : '–'}{' '}
        <TwoStepButton
          asks={isAdministrator ? 'Make it end…' : 'Make administrator…'}
          does={isAdministrator ? `${name} is no administrator` : `Make ${name} administrator of all`}
          keeps="Leave it"
          name={name}
          onSure={() => void send('PUT', `${path}/administrator`, { isAdministrator: !isAdministrator })}
        />
      </td>
      <td>
        <TwoStepButton
          asks="Remove…"
          does={`Remove ${name} with sessions, roles and tokens`}
          keeps={`Keep ${name}`}
          name={name}
          onSure={() => void send('DELETE', path)}
        />
      </td>
    </tr>
  )
}

interface TwoStepButtonProps {
  readonly asks: string
  readonly does: string
  readonly keeps: string
  /** Whom it is about, for who does not see the row. */
  readonly name: string
  readonly onSure: () => void
}

function TwoStepButton({ asks, does, keeps, name, onSure }: TwoStepButtonProps) {
  const { isAsked, ask, leave, askRef, doRef } = useTwoSteps()
  if (!isAsked)
    return (
      <button ref={askRef} type="button" className="link-button" onClick={ask}>
        {asks}
        <span className="hidden"> {name}</span>
      </button>
    )
  return (
    <>
      <button
        ref={doRef}
        type="button"
        className="link-button"
        onClick={() => {
          onSure()
          leave()
        }}
      >
        {does}
      </button>{' '}
      <button type="button" className="link-button" onClick={leave}>
        {keeps}
      </button>
    </>
  )
}
