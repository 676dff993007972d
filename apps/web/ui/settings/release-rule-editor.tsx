/** When a merged pull request counts as released: a kind of rule, and what it goes by. */
import { NativeSelect } from '@mantine/core'
import { type EditorProps, problemsAt, problemsBeside } from './editor.ts'
import { Field } from './field.tsx'
import { LinesField } from './lines-field.tsx'
import { Problems } from './problems.tsx'

export interface ReleaseRule {
  readonly kind: 'branch' | 'tags' | 'deployments' | 'none'
  readonly key?: string | readonly string[] | undefined
}

export const ruleKinds: readonly { readonly value: ReleaseRule['kind']; readonly label: string }[] = [
  { value: 'none', label: 'Nothing: releases are not looked at' },
  { value: 'branch', label: 'A branch that it is merged into, or that carries it on' },
  { value: 'tags', label: 'A tag' },
  { value: 'deployments', label: 'A deployment' },
]

export function ReleaseRuleEditor({ label, text, value, onChange, problems }: EditorProps<ReleaseRule>) {
  const atKey = problemsAt(problems, 'releaseRule.key')
  return (
    <>
      <NativeSelect
        className="field"
        label={label}
        description={text}
        data={[...ruleKinds]}
        value={value.kind}
        onChange={({ currentTarget }) =>
          onChange(withKind(value, currentTarget.value as ReleaseRule['kind']))
        }
      />
      {value.kind === 'branch' && (
        <LinesField
          label="Branches, one a line"
          text="Several where a branch was renamed."
          value={[value.key ?? []].flat()}
          onChange={(lines) => onChange({ kind: 'branch', key: lines.length === 1 ? lines[0] : lines })}
          problems={atKey}
        />
      )}
      {(value.kind === 'tags' || value.kind === 'deployments') && (
        <Field
          label={value.kind === 'tags' ? 'Pattern of tags' : 'Pattern of environments'}
          text={`The whole name, in RE2 syntax, such as ${value.kind === 'tags' ? 'v\\d+.*' : 'production'}.`}
          value={[value.key ?? ''].flat()[0] ?? ''}
          onChange={(key) => onChange({ kind: value.kind, key })}
          problems={atKey}
        />
      )}
      <Problems problems={problemsBeside(problems, ['releaseRule.key'])} />
    </>
  )
}

/** A pattern may go on as one; branches are none. */
function withKind(before: ReleaseRule, kind: ReleaseRule['kind']): ReleaseRule {
  if (kind === before.kind || kind === 'none') return kind === 'none' ? { kind } : before
  const isPattern = kind !== 'branch' && before.kind !== 'branch'
  return { kind, key: isPattern ? (before.key ?? '') : '' }
}
