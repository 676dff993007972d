/** Can GitHub be read? The address and the token, which goes in and is never shown, and a check before they are saved. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionPath, connectionQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Empty, Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { useFocusOn } from '../parts/use-focus-on.ts'
import { Conflict } from './conflict.tsx'
import { Field } from './field.tsx'
import { useChange } from './use-change.ts'
import { WebhookSection } from './webhook-section.tsx'
import './settings.css'

type Connection = Answer<'connection'>
type Check = Answer<'checkConnection'>

export function ConnectionPage() {
  const { id } = useOrganization()
  const isOwner = useIsAtLeast('owner')
  const connection = useQuery(connectionQuery(id))
  return (
    <>
      <PageHead title="GitHub connection" question="Can GitHub be read?" />
      <Asked asked={connection} lines={5}>
        {(data) =>
          data.kind === 'demo' ? (
            <Empty title="The bundled sample">
              <p>It is read from this process and needs no connection.</p>
            </Empty>
          ) : !isOwner ? (
            <Empty title={data.apiUrl ?? 'GitHub'}>
              <p>
                {tokenWords[data.tokenFrom ?? 'none']} Checking and changing it takes an owner of the
                organization.
              </p>
            </Empty>
          ) : (
            <>
              <ConnectionForm connection={data} />
              <AppSection connection={data} />
              <WebhookSection />
            </>
          )
        }
      </Asked>
    </>
  )
}

/** A page of its own, loaded anew: it alone may send a form to GitHub. */
function AppSection({ connection: { app } }: { connection: Connection }) {
  const { id } = useOrganization()
  return (
    <Section title="GitHub App" note="In the place of a token that is somebody's.">
      <p>
        {app === null
          ? 'There is none.'
          : app.installation === null
            ? `${app.slug} is there, and reads once an installation is chosen.`
            : `${app.slug} reads, as it is installed for ${app.installation.account}.`}{' '}
        <a href={`/o/${id}/settings/github-app`}>
          {app === null ? 'Make or take an app' : 'Look at the app'}
        </a>
      </p>
    </Section>
  )
}

const tokenWords = {
  app: 'An installation of a GitHub App reads. A token that is stored takes its place.',
  environment: 'A token is given by the environment of the server, and goes before one that is stored.',
  stored: 'A token is stored, encrypted. It is not shown; a new one takes its place.',
  none: 'There is no token yet.',
} as const

function ConnectionForm({ connection }: { connection: Connection }) {
  const { id } = useOrganization()
  const [made, setMade] = useState({
    apiUrl: connection.apiUrl ?? '',
    token: '',
    version: connection.version,
  })
  const check = useChange<Check>({ isQuiet: true })
  const save = useChange<Connection>()
  const place = useFocusOn<HTMLDivElement>(save.done)
  const given = () => ({
    ...(made.apiUrl === connection.apiUrl ? {} : { apiUrl: made.apiUrl }),
    ...(made.token === '' ? {} : { token: made.token }),
  })
  const { error: refused, problems } = save.error ? save : check
  const isAboutToken = refused?.code === 'pipeline/invalid-token'
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault()
        const saved = await save.send('PUT', connectionPath(id), { ...given(), ifVersion: made.version })
        if (saved) setMade({ apiUrl: saved.apiUrl ?? '', token: '', version: saved.version })
      }}
    >
      <Field
        label="Address of the API"
        text="https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise Server. With another address, what is stored of a token or an app is removed."
        value={made.apiUrl}
        onChange={(apiUrl) => setMade({ ...made, apiUrl })}
        problems={isAboutToken ? [] : problems}
      />
      <Field
        label="Token"
        text={tokenWords[connection.tokenFrom ?? 'none']}
        type="password"
        value={made.token}
        onChange={(token) => setMade({ ...made, token })}
        problems={isAboutToken ? problems : []}
      />
      {save.conflict && (
        <Conflict
          error={save.conflict}
          onTakeTheirs={() => {
            setMade({ apiUrl: connection.apiUrl ?? '', token: '', version: connection.version })
            save.forget()
          }}
        />
      )}
      <div className="form-actions">
        <Button
          type="button"
          variant="default"
          loading={check.isBusy}
          onClick={() => void check.send('POST', `${connectionPath(id)}/check`, given())}
        >
          Check
        </Button>
        <Button type="submit" loading={save.isBusy}>
          Save the connection
        </Button>
      </div>
      {check.done && <Findings findings={check.done.findings} />}
      <div role="status" ref={place} tabIndex={-1}>
        {save.done && <Notice tone="plain">Saved.</Notice>}
      </div>
    </form>
  )
}

const states = { good: 'Good', warning: 'Look at this', bad: 'Wrong' } as const

const Findings = ({ findings }: { findings: Check['findings'] }) => (
  <div role="status">
    <ul>
      {findings.map(({ what, state, text, remedy }) => (
        <li key={`${what} ${state}`}>
          <strong className={`finding-${state}`}>{states[state]}</strong>, {what}: {text} {remedy}
        </li>
      ))}
    </ul>
  </div>
)
