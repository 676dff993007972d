/** A list of words, one a line: as it is typed, and as it is. */
import { useState } from 'react'
import { Field } from './field.tsx'

export interface LinesFieldProps {
  readonly label: string
  readonly text?: string
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
  readonly problems?: readonly string[]
  readonly mostRows?: number
}

export function LinesField({ value, onChange, mostRows = 14, ...rest }: LinesFieldProps) {
  const [typed, setTyped] = useState('')
  // What was changed from elsewhere is shown as it is; what is typed keeps its empty lines.
  const text = linesOf(typed).join('\n') === value.join('\n') ? typed : value.join('\n')
  return (
    <Field
      {...rest}
      value={text}
      onChange={(next) => {
        setTyped(next)
        onChange(linesOf(next))
      }}
      rows={Math.min(mostRows, Math.max(2, text.split('\n').length + 1))}
    />
  )
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
