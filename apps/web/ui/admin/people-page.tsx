/** Who has an account, what they may where, who administers the installation, and a way in for who has forgotten theirs. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { peopleQuery } from '../api/queries.ts'
import type { AccountPerson, Answer } from '../api/types.ts'
import { Asked } from '../parts/asked.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { TwoStepButton } from '../parts/two-step-button.tsx'
import { useChange } from '../settings/use-change.ts'
import { type SaidChange, useSaidChange } from '../settings/use-said-change.tsx'
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
  const change = useSaidChange()
  const reset = useResetLink()
  if (people.length === 0) return <p className="muted">Nobody: no one signs in on this server.</p>
  return (
    <>
      {change.said}
      {reset.said}
      <TableScroll label="People">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Address</th>
              <th scope="col">In organizations</th>
              <th scope="col">Installation</th>
              <th scope="col">Password</th>
              <th scope="col">
                <span className="hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <OnePerson key={person.id} person={person} change={change} onReset={reset.make} />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  )
}

const pathOf = ({ id }: AccountPerson) => `/people/${encodeURIComponent(id)}`

/** The link is shown once, over the rows. */
function useResetLink() {
  const change = useChange<Answer<'createResetLink'>>({ isQuiet: true })
  const [name, setName] = useState('')
  return {
    make(person: AccountPerson) {
      setName(person.name)
      void change.send('POST', `${pathOf(person)}/reset-link`)
    },
    said: (
      <>
        <p className="account-problem" role="alert">
          {change.error?.message}
        </p>
        <div role="status">
          {change.done && (
            <p className="account-once">
              Give this link to {name}, and to nobody else: whoever has it can sign in as {name}. It is shown
              once and works once, within an hour; sessions and other ways to sign in end with it:{' '}
              <code>{change.done.url}</code>
            </p>
          )}
        </div>
      </>
    ),
  }
}

function OnePerson({
  person,
  change,
  onReset,
}: {
  person: AccountPerson
  change: SaidChange
  onReset: (person: AccountPerson) => void
}) {
  const { name, email, isAdministrator, isSelf, roles } = person
  const path = pathOf(person)
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
          asks={isAdministrator ? 'Take administration away…' : 'Make administrator…'}
          does={isAdministrator ? `Take it away from ${name}` : `Make ${name} administrator of all`}
          keeps="Leave it"
          name={name}
          onSure={() =>
            void change.send(
              isAdministrator ? `${name} is no administrator any more.` : `${name} is an administrator now.`,
              'PUT',
              `${path}/administrator`,
              { isAdministrator: !isAdministrator },
            )
          }
        />
      </td>
      <td>
        <TwoStepButton
          asks="New by a link…"
          does={`Make a link for ${name}`}
          keeps="Leave it"
          name={name}
          onSure={() => onReset(person)}
        />
      </td>
      <td>
        <TwoStepButton
          asks="Remove…"
          does={`Remove ${name} with sessions, roles and tokens`}
          keeps={`Keep ${name}`}
          name={name}
          onSure={() => void change.send(`${name} is removed.`, 'DELETE', path)}
        />
      </td>
    </tr>
  )
}
