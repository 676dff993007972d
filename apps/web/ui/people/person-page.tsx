/** How is it for me: the figures of one person, and what waits on them. For themselves and for administrators. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { personQuery } from '../api/queries.ts'
import { FixedView, useOrganizationId } from '../app/organization.tsx'
import { Summary } from '../overview/summary.tsx'
import { WaitList } from '../overview/wait-list.tsx'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { MoreFigures } from './more-figures.tsx'

export function PersonPage() {
  const { login: asked } = useParams({ strict: false }) as { login: string }
  const { data, error, refetch } = useQuery(personQuery(useOrganizationId(), asked))
  const login = data?.login ?? asked
  const fixed = useMemo(() => ({ author: [login], team: undefined, teamAs: undefined }), [login])
  if (error) return <ErrorPanel isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading lines={10} />
  return (
    <FixedView value={fixed}>
      <Summary title={login} question={data.isSelf ? 'How is it for me?' : 'How is it for them?'}>
        <Section title={data.isSelf ? 'Waiting on you' : `Waiting on ${login}`}>
          <WaitList waiting={data.waiting} />
        </Section>
        <MoreFigures of={data.isSelf ? 'yours' : login} />
      </Summary>
    </FixedView>
  )
}
