/** One setting: written, tried, saved or brought back to its default. Nothing is saved by halves or over another's. */
import { Button } from '@mantine/core'
import { settingsPath } from '../api/queries.ts'
import type { Answer, Preview, Setting } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Section } from '../parts/page-head.tsx'
import { Conflict } from './conflict.tsx'
import { editors } from './editors.ts'
import { Field } from './field.tsx'
import { PreviewFigures } from './preview-figures.tsx'
import { type ReleaseRule, ruleKinds } from './release-rule-editor.tsx'
import { RuleMatches } from './rule-matches.tsx'
import { SavedNotice } from './saved-notice.tsx'
import { settingLabels } from './setting-text.ts'
import { useChange } from './use-change.ts'
import { type Draft, useDraft } from './use-draft.ts'

export function SettingForm({ setting }: { setting: Setting }) {
  const { id } = useOrganization()
  const label = settingLabels[setting.key] ?? setting.key
  const preview = useChange<Preview>({ isQuiet: true })
  const save = useChange<Answer<'setSetting'>>()
  const draft = useDraft(setting, save.done?.setting ?? null)
  const tryIt = () => {
    const taken = draft.take()
    if (!taken) return
    save.forget()
    void preview.send('POST', `${settingsPath(id)}/preview`, {
      changes: [{ key: setting.key, value: taken.value }],
    })
  }
  const saveIt = async (method: 'PUT' | 'DELETE') => {
    const taken = method === 'PUT' ? draft.take() : {}
    if (!taken) return
    const path = `${settingsPath(id)}/${setting.key}`
    if (!(await save.send(method, path, { ...taken, ifVersion: draft.version }))) return
    preview.forget()
    draft.forget()
  }
  const takeTheirs = () => {
    draft.forget()
    save.forget()
  }
  return (
    <Section title={label} id={setting.key}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void saveIt('PUT')
        }}
      >
        <Written
          setting={setting}
          label={label}
          draft={draft}
          problems={draft.problem === null ? (save.error ? save : preview).problems : [draft.problem]}
        />
        {save.conflict && <Conflict error={save.conflict} onTakeTheirs={takeTheirs} />}
        <div className="form-actions">
          {setting.isAboutFigures && (
            <Button type="button" variant="default" loading={preview.isBusy} onClick={tryIt}>
              Preview {label}
            </Button>
          )}
          <Button type="submit" loading={save.isBusy}>
            Save {label}
          </Button>
          {setting.isSet && (
            <Button type="button" variant="default" onClick={() => void saveIt('DELETE')}>
              Back to the default
            </Button>
          )}
          <button type="button" className="link-button" onClick={draft.turn}>
            {draft.text === null ? `${label} as text` : `${label} as a form`}
          </button>
        </div>
      </form>
      {preview.done && <PreviewFigures preview={preview.done} />}
      {save.done && <SavedNotice saved={save.done} {...(setting.isAboutFigures ? {} : { otherwise: '' })} />}
    </Section>
  )
}

interface WrittenProps {
  readonly setting: Setting
  readonly label: string
  readonly draft: Draft
  readonly problems: readonly string[]
}

function Written({ setting: { isSet, key, text }, label, draft, problems }: WrittenProps) {
  const words = `${text[0]?.toUpperCase()}${text.slice(1)}${isSet ? '.' : '. Not set so far: the default applies.'}`
  const Editor = editors[key]
  if (draft.text !== null || !Editor)
    return (
      <Field
        label={`${label}, as text`}
        text={words}
        value={draft.text ?? ''}
        onChange={draft.writeText}
        rows={Math.min(20, Math.max(2, (draft.text ?? '').split('\n').length + 1))}
        problems={problems}
      />
    )
  return (
    <>
      <Editor
        label={label}
        text={words}
        value={draft.value as never}
        onChange={draft.write}
        problems={problems}
      />
      {isReleaseRule(draft.value) && <RuleMatches rule={draft.value} />}
    </>
  )
}

const isReleaseRule = (value: unknown): value is ReleaseRule =>
  ruleKinds.some(({ value: kind }) => kind === (value as { kind?: unknown } | null)?.kind)
