/**
 * A setting that is being written: as its form has it, or as text. Until somebody has touched it, it is what is set;
 * from then on it stays what it was made from, so that nobody's change is written over unseen.
 */
import { useState } from 'react'
import type { Setting } from '../api/types.ts'
import { fromText, type Parsed, settingLabels, toText } from './setting-text.ts'
import { useLeaveQuestion } from './use-leave-question.ts'

interface Made {
  readonly value: unknown
  /** Null while it is written in its form. */
  readonly text: string | null
  /** From which version it was made. */
  readonly version: string
}

export interface Draft extends Made {
  /** Why its text cannot be taken; null when it can. */
  readonly problem: string | null
  write(value: unknown): void
  writeText(text: string): void
  /** To text, or back to the form where the text can be taken. */
  turn(): void
  /** Begins anew with what is set. */
  forget(): void
  /** What is to be saved; null when the text is none. */
  take(): { readonly value: unknown } | null
}

/** @param saved what was saved of it last; null when nothing was */
export function useDraft(setting: Setting, saved: Setting | null): Draft {
  const [made, setMade] = useState<Made | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const draft = made ?? { value: setting.value, text: null, version: setting.version }
  const isWritten = made !== null && (made.text ?? toText(made.value)) !== toText(setting.value)
  // What has been saved was made from an earlier version, and is here until what is set has been read again.
  const isSaved = saved !== null && saved.version !== draft.version
  useLeaveQuestion(settingLabels[setting.key] ?? setting.key, isWritten && !isSaved)
  const parse = (): Parsed => (draft.text === null ? { value: draft.value } : fromText(draft.text))
  const take = () => {
    const parsed = parse()
    setProblem('problem' in parsed ? parsed.problem : null)
    return 'problem' in parsed ? null : parsed
  }
  return {
    ...draft,
    problem,
    write: (value) => setMade({ ...draft, value }),
    writeText: (text) => setMade({ ...draft, text }),
    turn() {
      if (draft.text === null) return setMade({ ...draft, text: toText(draft.value) })
      const parsed = take()
      if (parsed) setMade({ ...draft, value: parsed.value, text: null })
    },
    forget() {
      setMade(null)
      setProblem(null)
    },
    take,
  }
}
