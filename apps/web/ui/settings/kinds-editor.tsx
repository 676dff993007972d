/** Rules that give pull requests a kind other than work: tried in their order, each by what it asks for. */
import { Button } from '@mantine/core'
import { type EditorProps, problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { Problems } from './problems.tsx'

interface KindRule {
  readonly kind: string
  readonly title?: string
  readonly head?: string
  readonly base?: string
  readonly label?: string
}

const patterns = [
  ['title', 'Its title matches'],
  ['head', 'Its branch matches'],
  ['base', 'Its base matches'],
  ['label', 'A label of it matches'],
] as const

export function KindsEditor({ text, value, onChange, problems }: EditorProps<readonly KindRule[]>) {
  const put = (index: number, rule: KindRule) =>
    onChange(value.map((one, place) => (place === index ? rule : one)))
  return (
    <>
      <p className="small muted">
        {text} All patterns that are written must match: the whole text, in RE2 syntax.
      </p>
      {value.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is what stands at its place.
        <fieldset key={index} className="rows">
          <legend>{`Rule ${index + 1}`}</legend>
          <div className="side-by-side">
            <Field
              label="Kind"
              value={rule.kind}
              onChange={(kind) => put(index, { ...rule, kind })}
              problems={problemsAt(problems, `kinds.${index}.kind`)}
            />
            {patterns.map(([name, label]) => (
              <Field
                key={name}
                label={label}
                value={rule[name] ?? ''}
                onChange={(pattern) => put(index, without({ ...rule, [name]: pattern }, name))}
                problems={problemsAt(problems, `kinds.${index}.${name}`)}
              />
            ))}
          </div>
          <Problems
            problems={problemsBeside(
              problemsAt(problems, `kinds.${index}`),
              ['kind', ...patterns.map(([name]) => name)].map((name) => `kinds.${index}.${name}`),
            )}
          />
          <div className="form-actions">
            {index > 0 && (
              <button
                type="button"
                className="link-button"
                onClick={() => onChange(value.with(index, value[index - 1]!).with(index - 1, rule))}
              >
                Try rule {index + 1} earlier
              </button>
            )}
            <button type="button" className="link-button" onClick={() => onChange(value.toSpliced(index, 1))}>
              Remove rule {index + 1}
            </button>
          </div>
        </fieldset>
      ))}
      <Problems
        problems={problemsBeside(
          problems,
          value.map((_, index) => `kinds.${index}`),
        )}
      />
      <div className="form-actions">
        <Button type="button" variant="default" size="xs" onClick={() => onChange([...value, { kind: '' }])}>
          Add a rule
        </Button>
      </div>
    </>
  )
}

/** A pattern that is not written asks for nothing. */
function without(rule: KindRule, name: keyof KindRule): KindRule {
  if (rule[name] !== '') return rule
  const { [name]: _, ...rest } = rule
  return rest as KindRule
}
