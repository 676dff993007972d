/** Accounts that look like automation, with what makes them look so: one press, and nobody waits for them any more. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { settingsPath, settingsQuery, suggestionsQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { SavedNotice } from './saved-notice.tsx'
import { useChange } from './use-change.ts'

export function Suggestions() {
  const { id } = useOrganization()
  const { data } = useQuery(suggestionsQuery(id))
  const { data: settings } = useQuery(settingsQuery(id))
  const save = useChange<Answer<'setSetting'>>()
  const bots = settings?.settings.find(({ key }) => key === 'botLogins')
  const found = data?.suggestions ?? []
  if (!bots || (found.length === 0 && !save.done && !save.error)) return null
  const add = (logins: readonly string[]) =>
    save.send('PUT', `${settingsPath(id)}/botLogins`, {
      value: [...(bots.value as readonly string[]), ...logins],
      ifVersion: bots.version,
    })
  return (
    <Section title="Accounts that look like automation" note="If they are, nobody waits for them.">
      {found.map(({ login, evidence }) => (
        <div key={login} className="form-actions suggestion">
          <Button
            type="button"
            size="xs"
            variant="default"
            loading={save.isBusy}
            onClick={() => void add([login])}
          >
            {login} is a bot
          </Button>
          <span className="small">{evidence.join('; ')}</span>
        </div>
      ))}
      {found.length > 1 && (
        <div className="form-actions">
          <Button
            type="button"
            size="xs"
            loading={save.isBusy}
            onClick={() => void add(found.map(({ login }) => login))}
          >
            All of them are
          </Button>
        </div>
      )}
      {save.error && <Notice tone="bad">{save.error.message}</Notice>}
      {save.done && <SavedNotice saved={save.done} />}
    </Section>
  )
}
