/** Whose answers count? Logins of one person, bots and excluded people, and the accounts that look as if they were bots. */
import { PageHead } from '../parts/page-head.tsx'
import { SettingsOf } from './settings-of.tsx'
import { Suggestions } from './suggestions.tsx'

export const PeoplePage = () => (
  <>
    <PageHead title="People" question="Whose answers count?" />
    <Suggestions />
    <SettingsOf keys={['mergedLogins', 'botLogins', 'excludedLogins']} />
  </>
)
