/** Who changed or did what, and who came in: of the organization, of its members, and of all accounts for who administers them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { auditQuery, memberChangesQuery, meQuery } from '../api/queries.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { Empty } from '../parts/conditions.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { AccountLines } from './account-lines.tsx'
import { AuditFilter, type AuditList } from './audit-filter.tsx'
import { AuditLines, auditPageSize } from './audit-lines.tsx'
import { accountWords, settingWords } from './audit-words.ts'
import '../settings/settings.css'
import './audit.css'

const lists = { settings: OfSettings, members: OfMembers, accounts: AccountLines } as const

export function AuditPage() {
  const { data: me } = useQuery(meQuery())
  const { list = 'settings' } = useView()
  const isKnown = (name: string): name is AuditList => Object.hasOwn(lists, name)
  const Lines = isKnown(list) ? lists[list] : null
  return (
    <>
      <PageHead title="Audit" question="Who changed or did what?" />
      <AuditFilter list={isKnown(list) ? list : null} hasAccounts={me?.isAdministrator ?? false} />
      {Lines ? <Lines /> : <Empty title={`There is no list ‘${list}’`} />}
    </>
  )
}

function OfSettings() {
  const { id } = useOrganization()
  const { what, who, cursor } = useView()
  const asked = useQuery({
    ...auditQuery(id, { limit: auditPageSize, cursor, key: what, who }),
    placeholderData: keepPreviousData,
    select: ({ changes, next }) => ({
      next,
      lines: changes.map(({ key, words, after, ...line }) => ({
        ...line,
        what: settingWords[key],
        change: { words, run: key === 'run' ? (after as { readonly run: string }).run : null },
      })),
    }),
  })
  return <AuditLines asked={asked} />
}

function OfMembers() {
  const { id } = useOrganization()
  const { what, who, cursor } = useView()
  const asked = useQuery({
    ...memberChangesQuery(id, { limit: auditPageSize, cursor, what, who }),
    placeholderData: keepPreviousData,
    select: ({ changes, next }) => ({
      next,
      lines: changes.map(({ before, after, ...line }) => ({
        ...line,
        what: accountWords[line.what],
        change: { before, after },
      })),
    }),
  })
  return <AuditLines asked={asked} />
}
