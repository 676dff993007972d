/** How is it for me: the figures of one person, and what waits on them. For themselves and for administrators. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { personQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { FixedView, useOrganizationId } from '../app/organization.tsx'
import { Summary } from '../overview/summary.tsx'
import { WaitList } from '../overview/wait-list.tsx'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { MoreFigures } from './more-figures.tsx'

export function PersonPage() {
  const { login } = useParams({ strict: false }) as { login: string }
  const person = useQuery(personQuery(useOrganizationId(), login))
  return (
    <Asked isPage asked={person} lines={10}>
      {(data) => <OnePerson person={data} />}
    </Asked>
  )
}

function OnePerson({ person: { isSelf, login, waiting } }: { person: Answer<'person'> }) {
  const fixed = useMemo(() => ({ author: [login], team: undefined, teamAs: undefined }), [login])
  return (
    <FixedView value={fixed}>
      <Summary title={login} question={isSelf ? 'How is it for me?' : 'How is it for them?'}>
        <Section title={isSelf ? 'Waiting on you' : `Waiting on ${login}`}>
          <WaitList waiting={waiting} />
        </Section>
        <MoreFigures of={isSelf ? 'yours' : login} />
      </Summary>
    </FixedView>
  )
}
