/** When the organization works: its fields, and holidays that a file brings. */
import { type Calendar, CalendarFields } from './calendar-fields.tsx'
import type { EditorProps } from './editor.ts'
import { HolidaysUpload } from './holidays-upload.tsx'

export const CalendarEditor = ({ value, onChange, problems }: EditorProps<Calendar>) => (
  <>
    <CalendarFields value={value} onChange={onChange} problems={problems} place="calendar" />
    <HolidaysUpload present={value.holidays} onAdd={(holidays) => onChange({ ...value, holidays })} />
  </>
)
