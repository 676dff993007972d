/** A field with its label, what it is for, and what is wrong with it. */
import { useId } from 'react'

export interface FieldProps {
  readonly label: string
  readonly text?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problems?: readonly string[]
  readonly rows?: number
  readonly type?: 'text' | 'password'
}

export function Field({ label, text, value, onChange, problems = [], rows, type = 'text' }: FieldProps) {
  const id = useId()
  const [textId, problemId] = [`${id}-text`, `${id}-problem`]
  const common = {
    id,
    value,
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': problems.length > 0,
    'aria-describedby':
      [text && textId, problems.length > 0 && problemId].filter(Boolean).join(' ') || undefined,
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {text && (
        <span id={textId} className="small muted">
          {text}
        </span>
      )}
      {rows === undefined ? (
        <input type={type} {...common} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
      ) : (
        <textarea rows={rows} {...common} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
      )}
      {problems.length > 0 && (
        <span id={problemId} className="small field-problem" role="alert">
          {problems.join('; ')}
        </span>
      )}
    </div>
  )
}
