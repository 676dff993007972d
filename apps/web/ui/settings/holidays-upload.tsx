/** Holidays from an iCalendar file: read, looked at, added to the list above, and saved with it or not at all. */
import { Button } from '@mantine/core'
import { useId } from 'react'
import { settingsPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { useChange } from './use-change.ts'

export interface HolidaysUploadProps {
  readonly present: readonly string[]
  readonly onAdd: (holidays: readonly string[]) => void
}

export function HolidaysUpload({ present, onAdd }: HolidaysUploadProps) {
  const { id } = useOrganization()
  const inputId = useId()
  const read = useChange<Answer<'readHolidays'>>({ isQuiet: true })
  const take = async (file: File) =>
    read.send('POST', `${settingsPath(id)}/holidays`, { text: await file.text() })
  const added = read.done?.holidays.map(({ date }) => date).filter((date) => !present.includes(date)) ?? []
  return (
    <div className="field">
      <label htmlFor={inputId}>Holidays from a file</label>
      <span className="small muted">An iCalendar file (.ics), as calendars and countries give them out.</span>
      <input
        id={inputId}
        type="file"
        accept=".ics,text/calendar"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) void take(file)
          // The same file can be chosen once more.
          currentTarget.value = ''
        }}
      />
      {read.error && <Notice tone="bad">{read.error.message}</Notice>}
      {read.done && <Found found={read.done} />}
      {added.length > 0 && (
        <div className="form-actions">
          <Button
            type="button"
            variant="default"
            size="xs"
            onClick={() => onAdd([...present, ...added].sort())}
          >
            Add {formatPlural(added.length, 'day')} to the list
          </Button>
        </div>
      )}
    </div>
  )
}

const Found = ({ found: { holidays, leftOut } }: { found: Answer<'readHolidays'> }) => (
  <div role="status" className="small">
    <details>
      <summary>{formatPlural(holidays.length, 'holiday')} in the file</summary>
      <ul>
        {holidays.map(({ date, name }) => (
          <li key={date}>
            {date}: {name}
          </li>
        ))}
        {leftOut.map(({ name, why }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be called the same.
          <li key={index}>
            Left out: {name} {why}.
          </li>
        ))}
      </ul>
    </details>
  </div>
)
