/** One's own account: name, password and ways in, where one is signed in, one's tokens, and the way out. */
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { meQuery, sessionsQuery, waysInQuery } from '../api/queries.ts'
import type { Me } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { formatAgo } from '../format/ago.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useChange } from '../settings/use-change.ts'
import { browserWords } from './browser-words.ts'
import { Field, Problem, passwordWords } from './fields.tsx'
import { NameForm } from './name-form.tsx'
import { Outside } from './outside.tsx'
import { OwnTokens } from './own-tokens.tsx'
import { useSubmit } from './use-submit.ts'
import { WaysIn } from './ways-in.tsx'

export function AccountPage() {
  const me = useQuery(meQuery())
  const person = me.data?.person
  return (
    <Outside title="Your account" lead={person && `${person.name}, ${person.email}`}>
      <Asked asked={me}>{(data) => <Account me={data} />}</Asked>
    </Outside>
  )
}

function Account({ me: { isAdministrator, kind, organizations, person, providers } }: { me: Me }) {
  if (kind === 'nobody') return <Navigate to="/sign-in" />
  if (!person)
    return <Notice tone="plain">Nobody signs in here: this server is open to its own machine.</Notice>
  return (
    <>
      <ul className="in-text">
        {organizations.map(({ id, name, role }) => (
          <li key={id}>
            <Link to="/o/$org" params={{ org: id }}>
              {name}
            </Link>
            : {role},{' '}
            <Link to="/o/$org/me" params={{ org: id }}>
              your page<span className="hidden"> in {name}</span>
            </Link>
          </li>
        ))}
      </ul>
      {isAdministrator && (
        <p>
          <Link to="/admin">Administer the installation</Link>
        </p>
      )}
      <NameForm name={person.name} />
      <Password />
      <WaysIn providers={providers} />
      <Sessions />
      <OwnTokens organizations={organizations} email={person.email} />
    </>
  )
}

function Sessions() {
  const sessions = useQuery(sessionsQuery())
  const now = useNow()
  const ending = useChange()
  // Nothing is asked for again by who is nobody then.
  const leaving = useChange({ isQuiet: true })
  const error = ending.error ?? leaving.error
  const end = async (id: string, isThis: boolean) => {
    if (!isThis) await ending.send('DELETE', `/sessions/${encodeURIComponent(id)}`)
    else if (await leaving.send('POST', '/sign-out')) window.location.assign('/sign-in')
  }
  return (
    <>
      <h2>Where you are signed in</h2>
      {error && <Notice tone="bad">{error.message}</Notice>}
      <Asked asked={sessions} lines={2}>
        {(data) => (
          <TableScroll label="Sessions">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Browser</th>
                  <th scope="col">From</th>
                  <th scope="col">Since</th>
                  <th scope="col">
                    <span className="hidden">End it</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.sessions.map(({ id, browser, address, createdAt, isThis }) => (
                  <tr key={id}>
                    <td {...(browser === null ? {} : { title: browser })}>
                      {isThis ? 'This one' : browser === null ? 'unknown' : browserWords(browser)}
                    </td>
                    <td>{address ?? 'unknown'}</td>
                    <td className="time">{formatAgo(createdAt, now)}</td>
                    <td>
                      <button type="button" className="link-button" onClick={() => void end(id, isThis)}>
                        {isThis ? 'Sign out' : 'End'}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Asked>
    </>
  )
}

function Password() {
  const { data: ways } = useQuery(waysInQuery())
  const queries = useQueryClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [isDone, setIsDone] = useState(false)
  const submit = useSubmit(async () => {
    await tell('POST', '/change-password', { current, next })
    setCurrent('')
    setNext('')
    setIsDone(true)
    await queries.invalidateQueries({ queryKey: waysInQuery().queryKey })
  })
  return (
    <>
      <h2>Password</h2>
      <form className="account-form" onSubmit={submit.onSubmit}>
        {ways?.hasPassword !== false && (
          <Field
            name="current"
            label="The present one"
            type="password"
            value={current}
            onChange={setCurrent}
            submit={submit}
            autoComplete="current-password"
          />
        )}
        <Field
          name="next"
          label="A new one"
          type="password"
          value={next}
          onChange={setNext}
          submit={submit}
          autoComplete="new-password"
          description={`${passwordWords}; your other sessions end with it`}
        />
        <Problem submit={submit} />
        <p role="status" className="muted">
          {isDone ? 'It is changed.' : ''}
        </p>
        <Button type="submit" loading={submit.isSending}>
          Change it
        </Button>
      </form>
    </>
  )
}
