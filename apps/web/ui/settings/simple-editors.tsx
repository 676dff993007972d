/** The forms of settings that are one field: a list of words, a number, yes or no. */
import type { EditorProps } from './editor.ts'
import { Field } from './field.tsx'
import { LinesField } from './lines-field.tsx'
import { Problems } from './problems.tsx'

export const WordsEditor = ({ label, ...props }: EditorProps<readonly string[]>) => (
  <LinesField {...props} label={`${label}, one a line`} />
)

export const NumberEditor = ({ value, onChange, ...rest }: EditorProps<unknown>) => (
  <Field
    {...rest}
    value={String(value)}
    onChange={(text) => onChange(/^\d{1,9}$/.test(text.trim()) ? Number(text) : text)}
  />
)

export const FlagEditor = ({ label, text, value, onChange, problems }: EditorProps<boolean>) => (
  <>
    <p className="small muted">{text}</p>
    <label>
      <input
        type="checkbox"
        checked={value}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />{' '}
      {label}
    </label>
    <Problems problems={problems} />
  </>
)
