/** When the digest comes, and what waits too long. */
import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import { notificationsPath } from '../api/queries.ts'
import type { Notifications } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { weekdays } from '../format/weekdays.ts'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { Conflict } from '../settings/conflict.tsx'
import { Field } from '../settings/field.tsx'
import { useChange } from '../settings/use-change.ts'
import { useVersion } from './use-version.ts'

const partOf = ({ waitLimitHours, digest }: Notifications) => ({ waitLimitHours, digest })

export function TellingForm({ notifications }: { notifications: Notifications }) {
  const { id } = useOrganization()
  const dayId = useId()
  const { waitLimitHours, digest, version } = notifications
  const from = useVersion(partOf(notifications), version)
  const [made, setMade] = useState({ hours: String(waitLimitHours), ...digest })
  const save = useChange<Notifications>()
  const { conflict, problems } = save
  const isAboutTime = (problem: string) => problem.includes('digest')
  return (
    <Section title="When something is due">
      <form
        className="form"
        onSubmit={async (event) => {
          event.preventDefault()
          const saved = await save.send('PATCH', notificationsPath(id), {
            waitLimitHours: made.hours.trim() === '' ? 0 : Number(made.hours),
            digest: { weekday: made.weekday, time: made.time.trim() },
            ifVersion: from.version,
          })
          if (saved) from.begin(partOf(saved), saved.version)
        }}
      >
        <Field
          label="What waits longer is told of, in working hours"
          value={made.hours}
          onChange={(hours) => setMade({ ...made, hours })}
          problems={problems.filter((one) => !isAboutTime(one))}
        />
        <div className="field">
          <label htmlFor={dayId}>Day of the digest</label>
          <select
            id={dayId}
            value={made.weekday}
            onChange={({ currentTarget }) => setMade({ ...made, weekday: Number(currentTarget.value) })}
          >
            {weekdays.map((day, index) => (
              <option key={day} value={index + 1}>
                {day}
              </option>
            ))}
          </select>
        </div>
        <Field
          label="Time of the digest"
          text="Such as 08:00, in the time zone of the calendar."
          value={made.time}
          onChange={(time) => setMade({ ...made, time })}
          problems={problems.filter(isAboutTime)}
        />
        {conflict && (
          <Conflict
            error={conflict}
            onTakeTheirs={() => {
              setMade({ hours: String(waitLimitHours), ...digest })
              from.begin(partOf(notifications), version)
              save.forget()
            }}
          />
        )}
        <div className="form-actions">
          <Button type="submit" loading={save.isBusy}>
            Save when something is due
          </Button>
        </div>
        {save.done && <Notice tone="plain">Saved.</Notice>}
      </form>
    </Section>
  )
}
