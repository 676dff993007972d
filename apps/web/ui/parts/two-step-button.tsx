/** Does in two steps what cannot be taken back: a button that asks, then one that does it and one that leaves it. */
import { useTwoSteps } from './use-two-steps.ts'

export interface TwoStepButtonProps {
  readonly asks: string
  readonly does: string
  readonly keeps: string
  /** Whom or what it is about, for who does not see the row. */
  readonly name: string
  readonly onSure: () => void
}

export function TwoStepButton({ asks, does, keeps, name, onSure }: TwoStepButtonProps) {
  const { isAsked, ask, leave, askRef, doRef } = useTwoSteps()
  if (!isAsked)
    return (
      <button ref={askRef} type="button" className="link-button" onClick={ask}>
        {asks}
        <span className="hidden"> {name}</span>
      </button>
    )
  return (
    <>
      <button
        ref={doRef}
        type="button"
        className="link-button"
        onClick={() => {
          onSure()
          leave()
        }}
      >
        {does}
      </button>{' '}
      <button type="button" className="link-button" onClick={leave}>
        {keeps}
      </button>
    </>
  )
}
