/** Working days and hours, their zone, and holidays: of the organization, or of a team. */
import { weekdays } from '../format/weekdays.ts'
import { problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { LinesField } from './lines-field.tsx'
import { Problems } from './problems.tsx'

export interface Calendar {
  readonly timeZone: string
  readonly workingDays: readonly number[]
  readonly from: string
  readonly to: string
  readonly holidays: readonly string[]
}

export interface CalendarFieldsProps {
  readonly value: Calendar
  readonly onChange: (value: Calendar) => void
  readonly problems: readonly string[]
  /** Where it stands: `calendar`, `teams.0.calendar`. */
  readonly place: string
}

const fields = ['timeZone', 'workingDays', 'from', 'to', 'holidays']

export function CalendarFields({ value, onChange, problems, place }: CalendarFieldsProps) {
  const at = (field: string) => problemsAt(problems, `${place}.${field}`)
  const toggle = (day: number) =>
    onChange({
      ...value,
      workingDays: value.workingDays.includes(day)
        ? value.workingDays.filter((one) => one !== day)
        : [...value.workingDays, day].sort(),
    })
  return (
    <>
      <Field
        label="Time zone"
        text="In which its days begin and its hours are, such as Europe/Berlin."
        value={value.timeZone}
        onChange={(timeZone) => onChange({ ...value, timeZone })}
        options={Intl.supportedValuesOf('timeZone')}
        problems={at('timeZone')}
      />
      <fieldset className="choices">
        <legend>Working days</legend>
        {weekdays.map((name, index) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={value.workingDays.includes(index + 1)}
              onChange={() => toggle(index + 1)}
            />{' '}
            {name}
          </label>
        ))}
        <Problems problems={at('workingDays')} />
      </fieldset>
      <div className="side-by-side">
        <Field
          label="From"
          text="Such as 09:00."
          value={value.from}
          onChange={(from) => onChange({ ...value, from })}
          problems={at('from')}
        />
        <Field
          label="To"
          text="Such as 17:30, up to 24:00."
          value={value.to}
          onChange={(to) => onChange({ ...value, to })}
          problems={at('to')}
        />
      </div>
      <LinesField
        label="Holidays, one a line"
        text="Dates such as 2026-12-25."
        value={value.holidays}
        onChange={(holidays) => onChange({ ...value, holidays })}
        problems={at('holidays')}
        mostRows={10}
      />
      <Problems
        problems={problemsBeside(
          problemsAt(problems, place),
          fields.map((field) => `${place}.${field}`),
        )}
      />
    </>
  )
}
