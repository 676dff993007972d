/** What cannot be taken back: removing the organization with its data. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { organizationPath } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { Field } from './field.tsx'
import { useChange } from './use-change.ts'
import './settings.css'

export function RemovalPage() {
  const { id, facts } = useOrganization()
  const [confirm, setConfirm] = useState('')
  const remove = useChange<{ removed: string }>({ isQuiet: true })
  return (
    <>
      <PageHead title="Danger zone" question="What cannot be taken back?" />
      <Section title={`Remove ${facts.name}`}>
        <form
          className="form"
          onSubmit={async (event) => {
            event.preventDefault()
            // Whatever was read of it is forgotten with the page.
            if (await remove.send('DELETE', organizationPath(id), { confirm })) window.location.assign('/')
          }}
        >
          <Notice tone="bad">
            Removes all that was read of {facts.name}, its settings and their audit, members, invitations, API
            tokens and runs. Nothing at GitHub changes, and backups stay. Who removed it is kept.
          </Notice>
          <Field
            label={`Type ${facts.name}`}
            value={confirm}
            onChange={setConfirm}
            problems={remove.problems}
          />
          <div className="form-actions">
            <Button type="submit" color="red" variant="default" loading={remove.isBusy}>
              Remove it with its data
            </Button>
          </div>
        </form>
      </Section>
    </>
  )
}
