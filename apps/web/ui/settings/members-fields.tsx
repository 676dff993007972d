/** Who is in a team: a login each, with the days from and to which, where it is not always. */
import { Button } from '@mantine/core'
import { problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { Problems } from './problems.tsx'

export interface TeamMember {
  readonly login: string
  /** `2026-01-31`; null for no bound. */
  readonly from: string | null
  readonly to: string | null
}

export interface MembersFieldsProps {
  /** Of the team, as people call it. */
  readonly team: string
  readonly value: readonly TeamMember[]
  readonly onChange: (value: readonly TeamMember[]) => void
  readonly problems: readonly string[]
  /** Where it stands: `teams.0.members`. */
  readonly place: string
}

export function MembersFields({ team, value, onChange, problems, place }: MembersFieldsProps) {
  return (
    <fieldset className="rows">
      <legend>Members of {team}</legend>
      <p className="small muted">
        Whoever is in several teams counts in each. Without days somebody is always in it; both days are
        included.
      </p>
      {value.map((member, index) => (
        <MemberFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a member is who stands at its place; the login is being written.
          key={index}
          number={index + 1}
          member={member}
          place={`${place}.${index}`}
          problems={problems}
          onChange={(next) => onChange(value.with(index, next))}
          onRemove={() => onChange(value.toSpliced(index, 1))}
        />
      ))}
      <Problems
        problems={problemsBeside(
          problemsAt(problems, place),
          value.map((_, index) => `${place}.${index}`),
        )}
      />
      <div className="form-actions">
        <Button
          type="button"
          variant="default"
          size="xs"
          onClick={() => onChange([...value, { login: '', from: null, to: null }])}
        >
          Add a member to {team}
        </Button>
      </div>
    </fieldset>
  )
}

interface MemberFieldsProps {
  readonly number: number
  readonly member: TeamMember
  readonly place: string
  readonly problems: readonly string[]
  readonly onChange: (member: TeamMember) => void
  readonly onRemove: () => void
}

function MemberFields({ number, member, place, problems, onChange, onRemove }: MemberFieldsProps) {
  const called = member.login || `member ${number}`
  const day = (text: string) => (text === '' ? null : text)
  return (
    <div>
      <div className="side-by-side">
        <Field
          label={`Login of member ${number}`}
          value={member.login}
          onChange={(login) => onChange({ ...member, login })}
          problems={problemsAt(problems, `${place}.login`)}
        />
        <Field
          label={`First day of ${called}`}
          type="date"
          value={member.from ?? ''}
          onChange={(from) => onChange({ ...member, from: day(from) })}
          problems={problemsAt(problems, `${place}.from`)}
        />
        <Field
          label={`Last day of ${called}`}
          type="date"
          value={member.to ?? ''}
          onChange={(to) => onChange({ ...member, to: day(to) })}
          problems={problemsAt(problems, `${place}.to`)}
        />
      </div>
      <Problems
        problems={problemsBeside(
          problemsAt(problems, place),
          ['login', 'from', 'to'].map((field) => `${place}.${field}`),
        )}
      />
      <button type="button" className="link-button" onClick={onRemove}>
        Remove {called} from the team
      </button>
    </div>
  )
}
