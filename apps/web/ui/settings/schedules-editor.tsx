/** When the organization is read by itself: when each comes next, and what came of it the last time. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { runsQuery, schedulesQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatAgo } from '../format/ago.ts'
import { Asked } from '../parts/asked.tsx'
import { ErrorPanel } from '../parts/conditions.tsx'
import { statusLabels } from '../runs/run-words.ts'
import { type EditorProps, problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { Problems } from './problems.tsx'

type Kind = Answer<'schedules'>['schedules'][number]['kind']

const words: Readonly<Record<Kind, string>> = {
  crawl: 'Crawl: what was updated since the last time',
  reconcile:
    'Reconcile: open pull requests daily, those closed lately weekly, what is missing or gone monthly',
}
const kinds = ['crawl', 'reconcile'] as const satisfies Kind[]

export function SchedulesEditor({
  value,
  onChange,
  problems,
}: EditorProps<Readonly<Record<Kind, string | null>>>) {
  const { id, zone } = useOrganization()
  const schedules = useQuery(schedulesQuery(id))
  const { data } = schedules
  const comes = (kind: Kind) => {
    const known = data?.schedules.find((one) => one.kind === kind)
    if (!known) return ''
    return known.nextAt === null ? ` ${known.problem}` : ` Next ${zone.dateTime(known.nextAt)}.`
  }
  return (
    <>
      <p className="small muted">
        They come while a process serves runs: the web server or a worker. Five cron fields, such as */15 * *
        * *; empty for never.
      </p>
      {schedules.error && <ErrorPanel error={schedules.error} onRetry={() => void schedules.refetch()} />}
      {kinds.map((kind) => (
        <div key={kind}>
          <Field
            label={words[kind]}
            text={`In ${zone.name}.${comes(kind)}`}
            value={value[kind] ?? ''}
            onChange={(text) => onChange({ ...value, [kind]: text.trim() === '' ? null : text })}
            problems={problemsAt(problems, `schedules.${kind}`)}
          />
          <LastTime kind={kind} />
        </div>
      ))}
      <Problems
        problems={problemsBeside(
          problems,
          kinds.map((kind) => `schedules.${kind}`),
        )}
      />
    </>
  )
}

function LastTime({ kind }: { kind: Kind }) {
  const { id } = useOrganization()
  const now = useNow()
  const runs = useQuery(runsQuery({ organization: id, job: kind, limit: 1 }))
  return (
    <Asked asked={runs} lines={1}>
      {({ runs: [last] }) =>
        last ? (
          <p className="small muted">
            The last {kind}, {formatAgo(last.createdAt, now)}:{' '}
            <Link to="/o/$org/runs/$id" params={{ org: id, id: last.id }}>
              {statusLabels[last.status]}
            </Link>
          </p>
        ) : null
      }
    </Asked>
  )
}
