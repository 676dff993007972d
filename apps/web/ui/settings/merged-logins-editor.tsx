/** People with several logins: the one by which each counts, and the others. */
import { Button } from '@mantine/core'
import { type EditorProps, problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { LinesField } from './lines-field.tsx'
import { Problems } from './problems.tsx'

interface MergedLogins {
  readonly login: string
  readonly others: readonly string[]
}

export function MergedLoginsEditor({
  text,
  value,
  onChange,
  problems,
}: EditorProps<readonly MergedLogins[]>) {
  const put = (index: number, person: MergedLogins) => onChange(value.with(index, person))
  return (
    <>
      <p className="small muted">
        {text} What any of the logins wrote or said was that person, so that nobody answers their own pull
        request by another login.
      </p>
      {value.map((person, index) => {
        const called = person.login || `person ${index + 1}`
        const place = `mergedLogins.${index}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a person is who stands at that place; the login is being written.
          <fieldset key={index} className="rows">
            <legend>{called}</legend>
            <Field
              label={`Login that counts, of person ${index + 1}`}
              value={person.login}
              onChange={(login) => put(index, { ...person, login })}
              problems={problemsAt(problems, `${place}.login`)}
            />
            <LinesField
              label={`Other logins of ${called}, one a line`}
              value={person.others}
              onChange={(others) => put(index, { ...person, others })}
              problems={problemsAt(problems, `${place}.others`)}
            />
            <Problems
              problems={problemsBeside(
                problemsAt(problems, place),
                ['login', 'others'].map((field) => `${place}.${field}`),
              )}
            />
            <div className="form-actions">
              <button
                type="button"
                className="link-button"
                onClick={() => onChange(value.toSpliced(index, 1))}
              >
                Tell the logins of {called} apart again
              </button>
            </div>
          </fieldset>
        )
      })}
      <Problems
        problems={problemsBeside(
          problems,
          value.map((_, index) => `mergedLogins.${index}`),
        )}
      />
      <div className="form-actions">
        <Button
          type="button"
          variant="default"
          size="xs"
          onClick={() => onChange([...value, { login: '', others: [] }])}
        >
          Merge logins of one person
        </Button>
      </div>
    </>
  )
}
