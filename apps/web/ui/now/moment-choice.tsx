/** Of which moment the board is: the present, or any in the past, by the organization's clock. */
import type { FormEvent } from 'react'
import { useChangeView, useOrganization } from '../app/organization.tsx'
import { fromLocalTime, toInstantText, toLocalTime } from '../format/local-time.ts'

export interface MomentChoiceProps {
  /** Unix seconds. */
  readonly at: number
  readonly isPast: boolean
}

export function MomentChoice({ at, isPast }: MomentChoiceProps) {
  const { zone } = useOrganization()
  const change = useChangeView()
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const chosen = fromLocalTime(String(new FormData(event.currentTarget).get('at')), zone)
    if (chosen !== null) change({ at: toInstantText(chosen) })
  }
  return (
    <form className="moment on-screen" onSubmit={show}>
      <label>
        At{' '}
        <input
          key={isPast ? at : 'now'}
          type="datetime-local"
          name="at"
          required
          defaultValue={toLocalTime(at, zone)}
        />{' '}
        <span className="muted">{zone.name}</span>
      </label>
      <button type="submit" className="link-button">
        Show
      </button>
      {isPast && (
        <button type="button" className="link-button" onClick={() => change({ at: undefined } as never)}>
          Back to now
        </button>
      )}
    </form>
  )
}
