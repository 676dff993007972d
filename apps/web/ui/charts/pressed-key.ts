/** Where a key leads among marks or cells; null for one that is not of them, and is left to the browser. */
export interface PressedKey {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** With one of these the arrows are the browser's own: Alt and an arrow is the way back. */
const isOfBrowser = ({ altKey, ctrlKey, metaKey }: PressedKey) => altKey || ctrlKey || metaKey

/** Of so many marks in a row, the one to go to. */
export function markAfter(pressed: PressedKey, at: number, length: number): number | null {
  if (isOfBrowser(pressed)) return null
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: length - 1 }[pressed.key]
  return next === undefined ? null : Math.min(Math.max(next, 0), length - 1)
}

export type Cell = readonly [row: number, column: number]

export interface CellGrid {
  readonly rows: number
  readonly columns: number
  /** Whether a cell can be gone to: others are gone over. */
  readonly isThere: (row: number, column: number) => boolean
}

const steps: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
}

/** The same cell at an edge; Home and End lead to those of its row. */
export function cellAfter(pressed: PressedKey, [row, column]: Cell, grid: CellGrid): Cell | null {
  if (isOfBrowser(pressed)) return null
  const { columns, isThere, rows } = grid
  if (pressed.key === 'Home' || pressed.key === 'End') {
    const there = Array.from({ length: columns }, (_, at) => at).filter((at) => isThere(row, at))
    return [row, (pressed.key === 'Home' ? there[0] : there.at(-1)) ?? column]
  }
  const step = steps[pressed.key]
  if (step === undefined) return null
  const isIn = (one: number, other: number) => one >= 0 && one < rows && other >= 0 && other < columns
  let [down, right] = [row + step[0], column + step[1]]
  while (isIn(down, right) && !isThere(down, right)) [down, right] = [down + step[0], right + step[1]]
  return isIn(down, right) ? [down, right] : [row, column]
}
