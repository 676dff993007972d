/** Can I go back: the backups of the whole installation. */
import { Backups } from '../exports/backups.tsx'
import { PageHead } from '../parts/page-head.tsx'
import '../settings/settings.css'

export const AdminBackupsPage = () => (
  <>
    <PageHead title="Backups" question="Can I go back?" />
    <Backups />
  </>
)
