/** Of many cells one can be reached by the tab key, and arrow keys go on from there along rows and columns. */
import { useRef, useState } from 'react'
import { type Cell, type CellGrid, cellAfter } from './pressed-key.ts'
import type { RovingProps } from './use-roving.ts'

export function useRovingGrid(grid: CellGrid): (row: number, column: number) => RovingProps {
  const { columns, isThere, rows } = grid
  const [wanted, setWanted] = useState<Cell | null>(null)
  const cells = useRef(new Map<number, { focus(): void }>())
  const place = (row: number, column: number) => row * columns + column
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
    onKeyDown: (event) => {
      const next = cellAfter(event, [row, column], grid)
      if (next === null) return
      event.preventDefault()
      cells.current.get(place(...next))?.focus()
    },
  })
}
