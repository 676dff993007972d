/** An app that there is: by its id and the file of its key, or as another organization of the same owner has it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { appPath, meQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Field } from '../settings/field.tsx'
import { useChange } from '../settings/use-change.ts'

type Connection = Answer<'connection'>

export function KnownApp({ connection }: { connection: Connection }) {
  const { id } = useOrganization()
  const [appId, setAppId] = useState(connection.app?.id ?? '')
  const [file, setFile] = useState<File | null>(null)
  const set = useChange<Connection>()
  const isAboutId = set.error?.code === 'pipeline/invalid-app'
  const take = (app: object) => set.send('PUT', appPath(id), { app, ifVersion: connection.version })
  return (
    <>
      <form
        className="form"
        onSubmit={async (event) => {
          event.preventDefault()
          if (file) await take({ id: appId.trim(), privateKey: await file.text() })
        }}
      >
        <Field
          label="Id of the app"
          text="Its App ID, or its Client ID."
          value={appId}
          onChange={setAppId}
          problems={isAboutId && set.error ? [set.error.message] : []}
        />
        <KeyFile onChoose={setFile} />
        <div className="form-actions">
          <Button type="submit" disabled={file === null || appId.trim() === ''} loading={set.isBusy}>
            Save the app
          </Button>
        </div>
      </form>
      <Shared onTake={(from) => void take({ from })} isBusy={set.isBusy} />
      <div role="status">
        {set.error && !isAboutId && <Notice tone="bad">{set.error.message}</Notice>}
        {set.done && <Notice tone="plain">Saved. Choose the installation that is to read.</Notice>}
      </div>
    </>
  )
}

function KeyFile({ onChoose }: { onChoose: (file: File | null) => void }) {
  const inputId = useId()
  return (
    <div className="field">
      <label htmlFor={inputId}>Private key</label>
      <span id={`${inputId}-text`} className="small muted">
        The file (.pem) that GitHub makes under Private keys. It is stored encrypted, and not shown again.
      </span>
      <input
        id={inputId}
        type="file"
        accept=".pem,application/x-pem-file"
        aria-describedby={`${inputId}-text`}
        onChange={({ currentTarget }) => onChoose(currentTarget.files?.[0] ?? null)}
      />
    </div>
  )
}

/** Offered to who owns another organization too. */
function Shared({ onTake, isBusy }: { onTake: (from: string) => void; isBusy: boolean }) {
  const { id } = useOrganization()
  const selectId = useId()
  const { data } = useQuery(meQuery())
  const others = (data?.organizations ?? []).filter((one) => one.role === 'owner' && one.id !== id)
  const [from, setFrom] = useState('')
  if (others.length === 0) return null
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        onTake(from)
      }}
    >
      <div className="field">
        <label htmlFor={selectId}>As another organization has it</label>
        <select id={selectId} value={from} onChange={({ currentTarget }) => setFrom(currentTarget.value)}>
          <option value="">None</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </div>
      <div className="form-actions">
        <Button type="submit" variant="default" disabled={from === ''} loading={isBusy}>
          Take its app
        </Button>
      </div>
    </form>
  )
}
