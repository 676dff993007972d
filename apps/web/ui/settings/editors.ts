/** Which form each setting has. What has none is written as text. */
import type { ReactNode } from 'react'
import { CalendarEditor } from './calendar-editor.tsx'
import type { EditorProps } from './editor.ts'
import { KindsEditor } from './kinds-editor.tsx'
import { MergedLoginsEditor } from './merged-logins-editor.tsx'
import { ReleaseRuleEditor } from './release-rule-editor.tsx'
import { SchedulesEditor } from './schedules-editor.tsx'
import { FlagEditor, NumberEditor, WordsEditor } from './simple-editors.tsx'
import { TeamsEditor } from './teams-editor.tsx'

/** A setting's value is what its schema has let in: each editor knows its own. */
type Editor = (props: EditorProps<never>) => ReactNode

export const editors: Readonly<Record<string, Editor>> = {
  releaseRule: ReleaseRuleEditor,
  excludedLogins: WordsEditor,
  botLogins: WordsEditor,
  mergedLogins: MergedLoginsEditor,
  generatedFiles: WordsEditor,
  longLivedBranches: WordsEditor,
  codingWindowDays: NumberEditor,
  kinds: KindsEditor,
  calendar: CalendarEditor,
  teams: TeamsEditor,
  personPages: FlagEditor,
  schedules: SchedulesEditor,
}
