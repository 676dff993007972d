/** Of many marks one can be reached by the tab key, and arrow keys go on from there: a chart is one stop, not a hundred. */
import { type KeyboardEvent, useRef, useState } from 'react'
import { markAfter } from './pressed-key.ts'

export interface RovingProps {
  readonly tabIndex: 0 | -1
  readonly ref: (element: { focus(): void } | null) => void
  readonly onFocus: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** @param places of the marks that are there, in order; others are gone over */
export function useRoving(places: readonly number[]): (place: number) => RovingProps {
  const [wanted, setWanted] = useState<number | null>(null)
  const marks = useRef(new Map<number, { focus(): void }>())
  // The latest to begin with: what is new is looked at most.
  const current = wanted !== null && places.includes(wanted) ? wanted : (places.at(-1) ?? null)
  return (place) => ({
    tabIndex: place === current ? 0 : -1,
    ref: (element) => {
      if (element) marks.current.set(place, element)
      else marks.current.delete(place)
    },
    onFocus: () => setWanted(place),
    onKeyDown: (event) => {
      const next = markAfter(event, places.indexOf(place), places.length)
      if (next === null) return
      event.preventDefault()
      marks.current.get(places[next]!)?.focus()
    },
  })
}
