/** Which team of GitHub a team is mirrored from, and who is in it by that: to be seen, not to be written. */
import { useQuery } from '@tanstack/react-query'
import { teamMirrorsQuery } from '../api/queries.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { MemberList } from '../people/member-list.tsx'
import { Field } from './field.tsx'
import type { TeamMember } from './members-fields.tsx'

export interface MirrorFieldsProps {
  /** Of the team, as people call it. */
  readonly team: string
  /** `organization/slug`; undefined where it is not mirrored. */
  readonly githubTeam: string | undefined
  readonly onChange: (githubTeam: string | undefined) => void
  readonly problems: readonly string[]
}

export function MirrorFields({ team, githubTeam, onChange, problems }: MirrorFieldsProps) {
  const { id, zone } = useOrganization()
  const { data } = useQuery(teamMirrorsQuery(id))
  const mirror = data?.mirrors.find((one) => one.githubTeam === githubTeam)
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={githubTeam !== undefined}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? '' : undefined)}
        />{' '}
        The members of {team} are as GitHub has them
      </label>
      {githubTeam !== undefined && (
        <Field
          label={`Team of GitHub that ${team} is mirrored from`}
          text={`Such as acme/platform, with its child teams. ${
            !mirror || mirror.askedAt === null
              ? 'Each crawl reads it: whoever comes begins that day, whoever goes ends that day.'
              : mirror.readAt === null
                ? 'It was never read.'
                : `Last read ${zone.dateTime(mirror.readAt)}.`
          }`}
          value={githubTeam}
          onChange={onChange}
          problems={problems}
        />
      )}
      {mirror && mirror.problem !== null && (
        <Notice tone="bad">The members are those of before. {mirror.problem}</Notice>
      )}
    </>
  )
}

export function MirroredMembers({ team, members }: { team: string; members: readonly TeamMember[] }) {
  return (
    <fieldset className="rows">
      <legend>Members of {team}</legend>
      <p className="small muted">They are set at GitHub, and not here while they are mirrored.</p>
      <MemberList members={members} />
    </fieldset>
  )
}
