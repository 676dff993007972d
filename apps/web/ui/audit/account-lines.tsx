/** Who came in, and who changed what of accounts, wherever: for who administers all of them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { accountChangesQuery } from '../api/queries.ts'
import { useView } from '../app/organization.tsx'
import { AuditLines, auditPageSize } from './audit-lines.tsx'
import { accountWords } from './audit-words.ts'

export function AccountLines() {
  const { what, who, cursor } = useView()
  const asked = useQuery({
    ...accountChangesQuery({ limit: auditPageSize, cursor, what, who }),
    placeholderData: keepPreviousData,
    select: ({ changes, next }) => ({
      next,
      lines: changes.map(({ organization, subject, before, after, ...line }) => ({
        ...line,
        what: accountWords[line.what],
        change: { before, after },
        subject: organization === null ? subject : `${subject}, in ${organization}`,
      })),
    }),
  })
  return <AuditLines asked={asked} />
}
