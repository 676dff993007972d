/** A field with its label, what it is for, and what is wrong with it. */
import { type Ref, useId } from 'react'
import { withoutPlace } from './without-place.ts'

export interface FieldProps {
  readonly label: string
  readonly text?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problems?: readonly string[]
  readonly rows?: number
  readonly type?: 'text' | 'password' | 'date'
  /** What is usual there: offered, and not all that can be written. */
  readonly options?: readonly string[]
  /** Of a field of one line. */
  readonly ref?: Ref<HTMLInputElement>
}

export function Field(props: FieldProps) {
  const { label, text, value, onChange, problems = [], rows, type = 'text', options, ref } = props
  const id = useId()
  const [textId, problemId, listId] = [`${id}-text`, `${id}-problem`, `${id}-list`]
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
        <input
          type={type}
          ref={ref}
          {...common}
          {...(options ? { list: listId } : {})}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      ) : (
        <textarea rows={rows} {...common} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
      )}
      {options && (
        <datalist id={listId}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      {problems.length > 0 && (
        <span id={problemId} className="small field-problem" role="alert">
          {problems.map(withoutPlace).join('; ')}
        </span>
      )}
    </div>
  )
}
