/** Who works together? */
import { PageHead } from '../parts/page-head.tsx'
import { SettingsOf } from './settings-of.tsx'

export const TeamsPage = () => (
  <>
    <PageHead title="Teams" question="Who works together?" />
    <SettingsOf keys={['teams']} />
  </>
)
