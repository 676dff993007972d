/** The fields of the forms by which people come in, and the line that says what is wrong. */
import { TextInput } from '@mantine/core'
import type { Submit } from './use-submit.ts'

export interface FieldProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly submit: Submit
  readonly type?: 'text' | 'email' | 'password' | 'number'
  readonly autoComplete?: string
  readonly description?: string
}

export const Field = ({ name, value, onChange, submit, type = 'text', ...rest }: FieldProps) => (
  <TextInput
    {...rest}
    name={name}
    type={type}
    value={value}
    required
    withAsterisk={false}
    error={submit.problemOf(name)}
    onChange={({ currentTarget }) => {
      submit.onChange(name)
      onChange(currentTarget.value)
    }}
  />
)

/** One that is chosen, not one that is known. */
export const NewPassword = (props: Pick<FieldProps, 'label' | 'value' | 'onChange' | 'submit'>) => (
  <Field {...props} name="password" type="password" autoComplete="new-password" description={passwordWords} />
)

export const Problem = ({ submit: { problem } }: { submit: Submit }) => (
  <p className="account-problem" role="alert">
    {problem}
  </p>
)

export const passwordWords = '12 characters or more'
