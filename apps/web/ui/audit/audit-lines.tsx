/** Lines of an audit, the newest first, and the way to those before. */
import { Link } from '@tanstack/react-router'
import type { AuditLine } from '../api/types.ts'
import { useOrganizationId, useView, useZone } from '../app/organization.tsx'
import { Asked, type Asking } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { MomentHead } from '../parts/moment-head.tsx'
import { PageLinks } from '../parts/page-links.tsx'
import { TableScroll } from '../parts/table.tsx'
import './audit.css'

export const auditPageSize = 50

interface Line {
  readonly id: number
  readonly changedAt: number
  readonly changedBy: string
  readonly what: string
  /** Whom or what it is about, where that is said. */
  readonly subject?: string
  readonly change: Change
}

/** In words, or what was there and is there after it. */
type Change =
  | { readonly words: AuditLine['words']; readonly run: string | null }
  | { readonly before: string | null; readonly after: string | null }

export interface AuditLinesProps {
  readonly asked: Asking<{ readonly lines: readonly Line[]; readonly next: string | null }>
}

export const AuditLines = ({ asked }: AuditLinesProps) => (
  <Asked asked={asked}>{(page) => <Shown {...page} />}</Asked>
)

function Shown({ lines, next }: { lines: readonly Line[]; next: string | null }) {
  const zone = useZone()
  const { what, who } = useView()
  if (lines.length === 0)
    return (
      <Empty
        title={what || who ? 'Nothing of the kind has been set or done' : 'Nothing has been set or done yet'}
      />
    )
  const hasSubjects = lines.some(({ subject }) => subject !== undefined)
  const isInWords = lines.some(({ change }) => 'words' in change)
  return (
    <>
      <TableScroll label="Changes">
        <table className="table audit">
          <thead>
            <tr>
              <MomentHead zone={zone}>When</MomentHead>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              {hasSubjects && <th scope="col">About</th>}
              {isInWords ? (
                <th scope="col">Change</th>
              ) : (
                <>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td className="time">{zone.dateTime(line.changedAt)}</td>
                <td>{line.changedBy}</td>
                <th scope="row">{line.what}</th>
                {hasSubjects && <td>{line.subject}</td>}
                <ChangeCells {...line} />
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      <PageLinks next={next} />
    </>
  )
}

function ChangeCells({ change }: Pick<Line, 'change'>) {
  if ('words' in change)
    return (
      <td>
        {change.words.map((words) => (
          <p key={`${words.of} ${words.field} ${words.text}`}>
            <Words {...words} run={change.run} />
          </p>
        ))}
      </td>
    )
  return (
    <>
      <td>{change.before ?? '–'}</td>
      <td>{change.after ?? '–'}</td>
    </>
  )
}

function Words({ of, field, text, run }: AuditLine['words'][number] & { readonly run: string | null }) {
  const org = useOrganizationId()
  if (run !== null)
    return (
      <Link to="/o/$org/runs/$id" params={{ org, id: run }}>
        {text}
      </Link>
    )
  const what = [of, field].filter((part) => part !== null).join(', ')
  return what === '' ? text : `${what}: ${text}`
}
