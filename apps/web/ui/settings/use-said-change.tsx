/**
 * A change to one of many rows: what came of it is said over them. The focus goes there from a button that is gone with
 * its row, or says something else now.
 */
import { type ReactNode, useRef, useState } from 'react'
import { type Changing, useChange } from './use-change.ts'
import '../account/account.css'

type Told = Parameters<Changing<object>['send']>

export interface SaidChange {
  /** What was wrong, or what came of it: over the rows, also where there is none any more. */
  readonly said: ReactNode
  /** @param words of what came of it, which have the focus then: `Ben is removed.` */
  send(words: string, ...told: Told): Promise<boolean>
  /** The same by what stays there, as a choice does, and keeps the focus. */
  sendInPlace(words: string, ...told: Told): Promise<boolean>
}

export function useSaidChange(): SaidChange {
  const change = useChange<object>()
  const [words, setWords] = useState('')
  const place = useRef<HTMLParagraphElement>(null)
  const sendInPlace: SaidChange['sendInPlace'] = async (said, ...told) => {
    setWords(said)
    return (await change.send(...told)) !== null
  }
  return {
    sendInPlace,
    async send(...sent) {
      const isDone = await sendInPlace(...sent)
      if (isDone) place.current?.focus()
      return isDone
    },
    said: (
      <>
        <p className="account-problem" role="alert">
          {change.error?.message}
        </p>
        <p className="muted" role="status" ref={place} tabIndex={-1}>
          {change.done === null ? null : words}
        </p>
      </>
    ),
  }
}
