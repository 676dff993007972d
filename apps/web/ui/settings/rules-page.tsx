/** By which rules are figures made: each setting by itself, tried on what is stored before it is saved. */
import { PageHead } from '../parts/page-head.tsx'
import { SettingsOf } from './settings-of.tsx'

export const RulesPage = () => (
  <>
    <PageHead title="Rules" question="By which rules are figures made?" />
    <SettingsOf keys={['releaseRule', 'kinds', 'codingWindowDays', 'generatedFiles', 'longLivedBranches']} />
  </>
)
