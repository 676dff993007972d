/** How is it for us: the figures of one team, and who is in it. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { teamQuery } from '../api/queries.ts'
import { FixedView, useOrganizationId } from '../app/organization.tsx'
import { LongestWaits } from '../overview/longest-waits.tsx'
import { Summary } from '../overview/summary.tsx'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { MoreFigures } from './more-figures.tsx'

export function TeamPage() {
  const { team: asked } = useParams({ strict: false }) as { team: string }
  const { data, error, refetch } = useQuery(teamQuery(useOrganizationId(), asked))
  const slug = data?.slug ?? asked
  const fixed = useMemo(() => ({ team: [slug], author: undefined }), [slug])
  if (error) return <ErrorPanel isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading lines={10} />
  return (
    <FixedView value={fixed}>
      <Summary title={data.name} question="How is it for us?">
        <LongestWaits />
        <MoreFigures of={data.name} />
        <Section title="Who is in it" note="In the order of the setting: people are not ranked.">
          {data.members.length === 0 ? (
            <p className="muted">Nobody.</p>
          ) : (
            <ul>
              {data.members.map(({ login, from, to }) => (
                <li key={`${login} ${from} ${to}`}>
                  {login}
                  {from !== null && ` from ${from}`}
                  {to !== null && ` to ${to}`}
                </li>
              ))}
            </ul>
          )}
        </Section>
      </Summary>
    </FixedView>
  )
}
