/** A new app: what it asks for is shown, then the form goes to GitHub, which sends the browser back here. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { appPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Field } from '../settings/field.tsx'
import { useChange } from '../settings/use-change.ts'
import '../parts/pairs.css'

export function NewApp() {
  const { id } = useOrganization()
  const [owner, setOwner] = useState('')
  const begin = useChange<Answer<'beginApp'>>({ isQuiet: true })
  if (begin.done) return <HandIn begun={begin.done} onBack={begin.forget} />
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        const whose = owner.trim()
        void begin.send('POST', `${appPath(id)}/manifest`, whose === '' ? {} : { owner: whose })
      }}
    >
      <Field
        label="Organization at GitHub"
        text="That is to own the app; its owners can make one. Without it, the app is your own."
        value={owner}
        onChange={setOwner}
        problems={begin.problems}
      />
      <div className="form-actions">
        <Button type="submit" loading={begin.isBusy}>
          Look at what it asks for
        </Button>
      </div>
    </form>
  )
}

const HandIn = ({ begun, onBack }: { begun: Answer<'beginApp'>; onBack: () => void }) => (
  <form className="form" method="post" action={begun.action}>
    <p>It asks to read, and never to write:</p>
    <dl className="pairs">
      {begun.permissions.map(({ name, label, why }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{why}</dd>
        </div>
      ))}
    </dl>
    <input type="hidden" name="manifest" value={begun.manifest} />
    <div className="form-actions">
      <Button type="button" variant="default" onClick={onBack}>
        Back
      </Button>
      <Button type="submit">Make it at GitHub</Button>
    </div>
  </form>
)
