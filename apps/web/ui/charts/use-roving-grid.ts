/** Of many cells one can be reached by the tab key, and arrow keys go on from there along rows and columns. */
import { type KeyboardEvent, useRef, useState } from 'react'
import type { RovingProps } from './use-roving.ts'

const steps: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
}

/** @param isThere whether a cell can be gone to: others are gone over */
export function useRovingGrid(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  isThere: (row: number, column: number) => boolean,
): (row: number, column: number) => RovingProps {
  const [wanted, setWanted] = useState<readonly [number, number] | null>(null)
  const cells = useRef(new Map<number, { focus(): void }>())
  const place = (row: number, column: number) => row * columns + column
  const isIn = (row: number, column: number) => row >= 0 && row < rows && column >= 0 && column < columns
  const first = () => {
    for (let one = 0; one < rows * columns; one++)
      if (isThere(Math.floor(one / columns), one % columns)) return one
    return null
  }
  const current = wanted !== null && isThere(...wanted) ? place(...wanted) : first()
  return (row, column) => ({
    tabIndex: place(row, column) === current ? 0 : -1,
    ref: (element) => {
      if (element) cells.current.set(place(row, column), element)
      else cells.current.delete(place(row, column))
    },
    onFocus: () => setWanted([row, column]),
    onKeyDown: (event: KeyboardEvent) => {
      const step = steps[event.key]
      if (step === undefined) return
      event.preventDefault()
      let [down, right] = [row + step[0], column + step[1]]
      while (isIn(down, right) && !isThere(down, right)) [down, right] = [down + step[0], right + step[1]]
      if (isIn(down, right)) cells.current.get(place(down, right))?.focus()
    },
  })
}
