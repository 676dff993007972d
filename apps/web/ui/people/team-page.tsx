/** How is it for us: the figures of one team, and who is in it. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { teamQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { FixedView, useOrganizationId } from '../app/organization.tsx'
import { LongestWaits } from '../overview/longest-waits.tsx'
import { Summary } from '../overview/summary.tsx'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { MemberList } from './member-list.tsx'
import { MoreFigures } from './more-figures.tsx'

export function TeamPage() {
  const { team: slug } = useParams({ strict: false }) as { team: string }
  const team = useQuery(teamQuery(useOrganizationId(), slug))
  return (
    <Asked isPage asked={team} lines={10}>
      {(data) => <OneTeam team={data} />}
    </Asked>
  )
}

function OneTeam({ team: { members, name, slug } }: { team: Answer<'team'> }) {
  const fixed = useMemo(() => ({ team: [slug], author: undefined }), [slug])
  return (
    <FixedView value={fixed}>
      <Summary title={name} question="How is it for us?">
        <LongestWaits />
        <MoreFigures of={name} />
        <Section title="Who is in it" note="In the order of the setting: people are not ranked.">
          <MemberList members={members} />
        </Section>
      </Summary>
    </FixedView>
  )
}
