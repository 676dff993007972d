/** Teams: who is in each, and the calendar of those that work at other times. */
import { Button } from '@mantine/core'
import { useOrganization } from '../app/organization.tsx'
import { toOrganizationId as toSlug } from '../organizations/organization-id.ts'
import { type Calendar, CalendarFields } from './calendar-fields.tsx'
import { type EditorProps, problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { LinesField } from './lines-field.tsx'
import { MembersFields, type TeamMember } from './members-fields.tsx'
import { MirroredMembers, MirrorFields } from './mirror-fields.tsx'
import { Problems } from './problems.tsx'

interface Team {
  readonly slug: string
  readonly name: string
  readonly members: readonly TeamMember[]
  /** Whose members these are. */
  readonly githubTeam?: string | undefined
  readonly repositories?: readonly string[] | undefined
  readonly calendar: Calendar | null
}

export function TeamsEditor({ text, value, onChange, problems }: EditorProps<readonly Team[]>) {
  return (
    <>
      <p className="small muted">{text}</p>
      {value.map((team, index) => (
        <TeamFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a team is what stands at its place; its slug is being written.
          key={index}
          team={team}
          place={`teams.${index}`}
          problems={problems}
          onChange={(next) => onChange(value.with(index, next))}
          onRemove={() => onChange(value.toSpliced(index, 1))}
        />
      ))}
      <Problems
        problems={problemsBeside(
          problems,
          value.map((_, index) => `teams.${index}`),
        )}
      />
      <div className="form-actions">
        <Button
          type="button"
          variant="default"
          size="xs"
          onClick={() => onChange([...value, { slug: '', name: '', members: [], calendar: null }])}
        >
          Add a team
        </Button>
      </div>
    </>
  )
}

interface TeamFieldsProps {
  readonly team: Team
  readonly place: string
  readonly problems: readonly string[]
  readonly onChange: (team: Team) => void
  readonly onRemove: () => void
}

function TeamFields({ team, place, problems, onChange, onRemove }: TeamFieldsProps) {
  const { facts } = useOrganization()
  const called = team.name || 'new team'
  return (
    <fieldset className="rows">
      <legend>{called}</legend>
      <Field
        label="Name"
        value={team.name}
        onChange={(name) =>
          // As long as it follows from the name, it follows it.
          onChange({ ...team, name, slug: team.slug === toSlug(team.name) ? toSlug(name) : team.slug })
        }
        problems={problemsAt(problems, `${place}.name`)}
      />
      <Field
        label="Slug"
        text="In addresses: lower-case letters, digits and hyphens."
        value={team.slug}
        onChange={(slug) => onChange({ ...team, slug })}
        problems={problemsAt(problems, `${place}.slug`)}
      />
      <MirrorFields
        team={called}
        githubTeam={team.githubTeam}
        onChange={(githubTeam) => onChange({ ...team, githubTeam })}
        problems={problemsAt(problems, `${place}.githubTeam`)}
      />
      {team.githubTeam === undefined ? (
        <MembersFields
          team={called}
          value={team.members}
          onChange={(members) => onChange({ ...team, members })}
          problems={problems}
          place={`${place}.members`}
        />
      ) : (
        <>
          <MirroredMembers team={called} members={team.members} />
          <Problems problems={problemsAt(problems, `${place}.members`)} />
        </>
      )}
      <LinesField
        label="Repositories, one a line"
        text="As owner/name: those that it answers for. Figures can be chosen by them."
        value={team.repositories ?? []}
        onChange={(repositories) => onChange({ ...team, repositories })}
        problems={problemsAt(problems, `${place}.repositories`)}
      />
      <label>
        <input
          type="checkbox"
          checked={team.calendar !== null}
          onChange={({ currentTarget }) =>
            onChange({ ...team, calendar: currentTarget.checked ? facts.calendar : null })
          }
        />{' '}
        It works at other times than the organization
      </label>
      {team.calendar !== null && (
        <CalendarFields
          value={team.calendar}
          onChange={(calendar) => onChange({ ...team, calendar })}
          problems={problems}
          place={`${place}.calendar`}
        />
      )}
      <Problems
        problems={problemsBeside(
          problemsAt(problems, place),
          ['name', 'slug', 'githubTeam', 'members', 'repositories', 'calendar'].map(
            (field) => `${place}.${field}`,
          ),
        )}
      />
      <div className="form-actions">
        <button type="button" className="link-button" onClick={onRemove}>
          Remove {called}
        </button>
      </div>
    </fieldset>
  )
}
