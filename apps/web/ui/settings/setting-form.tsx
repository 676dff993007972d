/** One setting: written, tried, saved or brought back to its default. Nothing is saved by halves or over another's. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { settingsPath } from '../api/queries.ts'
import type { Preview, Setting } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { Conflict } from './conflict.tsx'
import { Field } from './field.tsx'
import { PreviewFigures } from './preview-figures.tsx'
import { fromText, listsOfWords, settingLabels, toText } from './setting-text.ts'
import { problemsOf, useChange } from './use-change.ts'

interface Saved {
  readonly setting: Setting
  readonly run: { readonly id: string } | null
  readonly problem: string | null
}

export function SettingForm({ setting }: { setting: Setting }) {
  const { id } = useOrganization()
  const label = settingLabels[setting.key] ?? setting.key
  // From which version it was made: what is shown meanwhile is not what was read.
  const [made, setMade] = useState({ text: toText(setting.value, setting.default), version: setting.version })
  const [problem, setProblem] = useState<string | null>(null)
  const preview = useChange<Preview>({ isQuiet: true })
  const save = useChange<Saved>()
  const path = `${settingsPath(id)}/${setting.key}`
  const isList = listsOfWords.includes(setting.key)
  const begin = (from: Setting) => {
    setMade({ text: toText(from.value, from.default), version: from.version })
    setProblem(null)
  }
  const parse = (): { readonly value: unknown } | null => {
    const parsed = fromText(made.text, setting.default, isList)
    setProblem('problem' in parsed ? parsed.problem : null)
    return 'problem' in parsed ? null : parsed
  }
  const tryIt = () => {
    const parsed = parse()
    if (!parsed) return
    save.forget()
    void preview.send('POST', `${settingsPath(id)}/preview`, {
      changes: [{ key: setting.key, value: parsed.value }],
    })
  }
  const saveIt = async (method: 'PUT' | 'DELETE') => {
    const parsed = method === 'PUT' ? parse() : {}
    if (!parsed) return
    const saved = await save.send(method, path, { ...parsed, ifVersion: made.version })
    if (!saved) return
    preview.forget()
    begin(saved.setting)
  }
  const isConflict = save.error?.code === 'settings/changed-meanwhile'
  const refused = isConflict ? [] : problemsOf(save.error ?? preview.error)
  return (
    <Section title={label} id={setting.key}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void saveIt('PUT')
        }}
      >
        <Field
          label={`${label}${isList ? ', one a line' : ''}`}
          text={`${setting.text}${setting.isSet ? '' : ' (the default)'}`}
          value={made.text}
          onChange={(text) => setMade({ ...made, text })}
          rows={Math.min(14, Math.max(2, made.text.split('\n').length + 1))}
          problems={problem === null ? refused : [problem]}
        />
        {isConflict && save.error && (
          <Conflict
            error={save.error}
            onTakeTheirs={() => {
              begin(setting)
              save.forget()
            }}
          />
        )}
        <div className="form-actions">
          <Button type="button" variant="default" loading={preview.isBusy} onClick={tryIt}>
            Preview {label}
          </Button>
          <Button type="submit" loading={save.isBusy}>
            Save {label}
          </Button>
          {setting.isSet && (
            <Button type="button" variant="default" onClick={() => void saveIt('DELETE')}>
              Back to the default
            </Button>
          )}
        </div>
      </form>
      {preview.done && <PreviewFigures preview={preview.done} />}
      {save.done && (
        <Notice tone="plain">
          Saved.{' '}
          {save.done.problem !== null ? (
            `What follows could not be begun: ${save.done.problem}`
          ) : save.done.run ? (
            <Link to="/o/$org/runs/$id" params={{ org: id, id: save.done.run.id }}>
              Figures are being made anew
            </Link>
          ) : (
            'No figure depends on it yet.'
          )}
        </Notice>
      )}
    </Section>
  )
}
