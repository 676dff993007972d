/** What is the organization called, who sees pages of single people, and when is it read by itself? */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { organizationPath } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { Field } from './field.tsx'
import { SettingsOf } from './settings-of.tsx'
import { useChange } from './use-change.ts'
import './settings.css'

export const GeneralPage = () => (
  <>
    <PageHead title="General settings" question="What is it called, and when is it read by itself?" />
    <NameForm />
    <SettingsOf keys={['personPages', 'schedules']} />
  </>
)

function NameForm() {
  const { id, facts } = useOrganization()
  const [name, setName] = useState(facts.name)
  const save = useChange<{ name: string }>()
  return (
    <Section title="Name">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save.send('PATCH', organizationPath(id), { name })
        }}
      >
        <Field label="Name to show" value={name} onChange={setName} problems={save.problems} />
        <div className="form-actions">
          <Button type="submit" loading={save.isBusy}>
            Save the name
          </Button>
        </div>
        {save.done && <Notice tone="plain">Saved.</Notice>}
      </form>
    </Section>
  )
}
