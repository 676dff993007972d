/** When does the organization work? Waits in working hours are counted by it, and its days are those of every page. */
import { PageHead } from '../parts/page-head.tsx'
import { SettingsOf } from './settings-of.tsx'

export const CalendarPage = () => (
  <>
    <PageHead title="Calendar" question="When does the organization work?" />
    <SettingsOf keys={['calendar']} />
  </>
)
