/** Who came in, and who gave or took what from whom, over all organizations. */
import { AccountLines } from '../audit/account-lines.tsx'
import { AuditFilter } from '../audit/audit-filter.tsx'
import { PageHead } from '../parts/page-head.tsx'
import '../settings/settings.css'
import '../audit/audit.css'

export const AdminAuditPage = () => (
  <>
    <PageHead title="Audit of accounts" question="Who came in, and who gave or took what?" />
    <AuditFilter list="accounts" hasAccounts isAlone />
    <AccountLines />
  </>
)
