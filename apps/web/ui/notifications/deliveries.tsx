/** What was told, or could not be: when, in how many tries, what was answered, and what was sent. */
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask } from '../api/client.ts'
import { deliveriesPath } from '../api/queries.ts'
import type { Answer, Delivery } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { ErrorPanel, Loading, Notice } from '../parts/conditions.tsx'
import { MomentHead } from '../parts/moment-head.tsx'
import { Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { topicWords } from './channel-words.ts'

type Page = Answer<'deliveries'>

export function Deliveries() {
  const { id } = useOrganization()
  const path = deliveriesPath(id)
  const { data, error, fetchNextPage, hasNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: [path, 'pages'],
    queryFn: ({ pageParam, signal }) => ask<Page>(path, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const all = data?.pages.flatMap(({ deliveries }) => deliveries) ?? []
  return (
    <Section title="Deliveries" note="What was told, or could not be, the newest first.">
      {error && !data ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={3} />
      ) : all.length === 0 ? (
        <p className="muted">Nothing was due yet.</p>
      ) : (
        <DeliveryTable deliveries={all} />
      )}
      {error && data && <Notice tone="bad">{error.message}</Notice>}
      {hasNextPage && (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          Show earlier deliveries
        </Button>
      )}
    </Section>
  )
}

function DeliveryTable({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { id, zone } = useOrganization()
  return (
    <TableScroll label="Deliveries">
      <table className="table">
        <thead>
          <tr>
            <MomentHead zone={zone}>When</MomentHead>
            <th scope="col">Channel</th>
            <th scope="col">About</th>
            <th scope="col">What came of it</th>
            <th scope="col" className="number">
              Tries
            </th>
            <th scope="col">Answer</th>
            <th scope="col">What was sent</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((one) => (
            <tr key={`${one.run} ${one.channel} ${one.topic}`}>
              <td className="time">
                <Link to="/o/$org/runs/$id" params={{ org: id, id: one.run }}>
                  {zone.dateTime(one.at)}
                </Link>
              </td>
              <th scope="row">{one.channel}</th>
              <td>{topicWords[one.topic]}</td>
              <td>{statusWords(one, zone.dateTime)}</td>
              <td className="number">{one.tries.length}</td>
              <td>
                <Answers delivery={one} />
              </td>
              <td>{one.message === null ? 'not kept' : <Sent message={one.message} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function statusWords({ nextAt, refused, status }: Delivery, time: (at: number) => string): string {
  if (status === 'waiting') return nextAt === null ? 'is tried again' : `is tried again at ${time(nextAt)}`
  if (status === 'failed') return 'failed: a later run tells it'
  return refused.length === 0 ? 'sent' : `sent, but not to ${refused.join(', ')}`
}

/** That of the last try, and of each before it. */
function Answers({ delivery: { answer, tries } }: { delivery: Delivery }) {
  const { zone } = useOrganization()
  const words = (error: string | null) => error ?? answer ?? 'taken'
  const last = tries.at(-1)
  if (!last) return '–'
  if (tries.length === 1) return words(last.error)
  return (
    <details>
      <summary>{words(last.error)}</summary>
      <ol>
        {tries.map((one) => (
          <li key={`${one.at} ${one.error}`}>
            {zone.dateTime(one.at)}: {words(one.error)}
          </li>
        ))}
      </ol>
    </details>
  )
}

const Sent = ({ message: { subject, text } }: { message: NonNullable<Delivery['message']> }) => (
  <details>
    <summary>{subject}</summary>
    <pre className="sent-text">{text}</pre>
  </details>
)
