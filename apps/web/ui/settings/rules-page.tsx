/** By which rules are figures made: each setting by itself, tried on what is stored before it is saved. */
import { useQuery } from '@tanstack/react-query'
import { settingsQuery, suggestionsQuery } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { ErrorPanel, Loading, Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { SettingForm } from './setting-form.tsx'
import './settings.css'

export function RulesPage() {
  const { id } = useOrganization()
  const { data, error, refetch } = useQuery(settingsQuery(id))
  if (error && !data) return <ErrorPanel isPage error={error} onRetry={() => void refetch()} />
  return (
    <>
      <PageHead title="Rules" question="By which rules are figures made?" />
      <Suggestions />
      {!data ? (
        <Loading lines={10} />
      ) : (
        data.settings
          // When it is read by itself is among the general settings.
          .filter(({ key }) => key !== 'schedules')
          .map((setting) => <SettingForm key={setting.key} setting={setting} />)
      )}
    </>
  )
}

function Suggestions() {
  const { id } = useOrganization()
  const { data } = useQuery(suggestionsQuery(id))
  if (!data || data.suggestions.length === 0) return null
  return (
    <Section
      title="Accounts that look like automation"
      note="If they are, add them to the bots: nobody waits for them."
    >
      {data.suggestions.map(({ login, evidence }) => (
        <Notice key={login} tone="plain">
          <strong>{login}</strong>: {evidence.join('; ')}
        </Notice>
      ))}
    </Section>
  )
}
