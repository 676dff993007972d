/** How is it for me: the figures of one person, and what waits on them. For themselves and for administrators. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { personQuery, waitingQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { FixedView, useOrganizationId } from '../app/organization.tsx'
import { Summary } from '../overview/summary.tsx'
import { WaitList } from '../overview/wait-list.tsx'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { MoreFigures } from './more-figures.tsx'
import { isSame, type WaitsOf, waitsOf } from './waits-of.ts'
import './people.css'

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
        <Section title={isSelf ? 'Waiting on you' : `Waiting on ${login}`} note="The longest first.">
          {waiting.length === 0 ? (
            <p className="muted">Nothing waits.</p>
          ) : (
            waitsOf(waiting, login).map((group) => <Group key={group.title} {...group} />)
          )}
        </Section>
        <ForOthers login={login} isSelf={isSelf} />
        <MoreFigures of={isSelf ? 'yours' : login} />
      </Summary>
    </FixedView>
  )
}

const Group = ({ title, waiting }: WaitsOf) =>
  waiting.length === 0 ? null : (
    <div className="waits-group">
      <h3>{title}</h3>
      <WaitList isOfOne waiting={waiting} />
    </div>
  )

/** Of more, those that wait longest. */
const most = 100

/** Their own, in which somebody else is to do the next step. Where nobody is asked to, it is theirs to ask. */
function ForOthers({ login, isSelf }: { login: string; isSelf: boolean }) {
  const own = useQuery(waitingQuery(useOrganizationId(), { author: login, limit: most }))
  return (
    <Section title={isSelf ? 'You wait for others' : `${login} waits for others`}>
      <Asked asked={own} lines={3}>
        {({ waiting }) => (
          <WaitList
            waiting={waiting.filter(
              ({ on, state }) => state !== 'awaiting-request' && !on.some((name) => isSame(name, login)),
            )}
          />
        )}
      </Asked>
    </Section>
  )
}
