/**
 * From instants to places on the timeline. Linear; or, on request, with long gaps folded: pieces between events that
 * are much longer than the others take a fixed width, and say how long they were.
 */

export interface Piece {
  readonly from: number
  readonly to: number
  readonly left: number
  readonly right: number
  readonly isFolded: boolean
}

export interface TimeScale {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly pieces: readonly Piece[]
  /** Outside of the span, its ends. */
  x(at: number): number
}

export interface TimeScaleOptions {
  readonly from: number
  readonly to: number
  /** Pixels. */
  readonly width: number
  /** Between which gaps can be folded. */
  readonly instants: readonly number[]
  readonly fold: boolean
}

/** Of the width, what one folded gap takes. */
const foldWidth = 44

export function createTimeScale({ from, to: wantedTo, width, instants, fold }: TimeScaleOptions): TimeScale {
  const to = Math.max(wantedTo, from + 1)
  const pieces = fold
    ? foldedPieces(from, to, width, instants)
    : [{ from, to, left: 0, right: width, isFolded: false }]
  return {
    from,
    to,
    width,
    pieces,
    x(at) {
      const clamped = Math.min(Math.max(at, from), to)
      const piece = pieces.find((one) => clamped <= one.to) ?? pieces.at(-1)!
      return piece.left + ((clamped - piece.from) / (piece.to - piece.from)) * (piece.right - piece.left)
    },
  }
}

function foldedPieces(from: number, to: number, width: number, instants: readonly number[]): Piece[] {
  const stops = [...new Set([from, ...instants.filter((at) => at > from && at < to), to])].sort(
    (a, b) => a - b,
  )
  const gaps = stops
    .slice(1)
    .map((at, index) => ({ from: stops[index]!, to: at, length: at - stops[index]! }))
  const isFolded = chooseFolds(
    gaps.map(({ length }) => length),
    width,
  )
  const kept = gaps.reduce((sum, { length }, index) => sum + (isFolded[index] ? 0 : length), 0)
  const folds = isFolded.filter(Boolean).length
  const share = kept === 0 ? 0 : (width - folds * foldWidth) / kept
  const folded = kept === 0 ? width / Math.max(folds, 1) : foldWidth
  let left = 0
  return gaps.map((gap, index) => {
    const right = left + (isFolded[index] ? folded : gap.length * share)
    const piece = { from: gap.from, to: gap.to, left, right, isFolded: isFolded[index]! }
    left = right
    return piece
  })
}

/** How many times as long as a gap is on average it must be to be folded. */
const muchLonger = 3
/** Without the longest, others stand out; after that, folding would leave nothing as it is. */
const rounds = 2

/** The longest first, as long as folding makes them smaller. */
function chooseFolds(lengths: readonly number[], width: number): boolean[] {
  const folds = lengths.map(() => false)
  let room = width
  for (let round = 0; round < rounds; round++) {
    const kept = lengths.map((_, index) => index).filter((index) => !folds[index] && lengths[index]! > 0)
    const sum = kept.reduce((total, index) => total + lengths[index]!, 0)
    const long = kept
      .filter((index) => lengths[index]! > (muchLonger * sum) / kept.length)
      .sort((a, b) => lengths[b]! - lengths[a]!)
    for (const index of long) {
      const isSmaller = (lengths[index]! / sum) * room > foldWidth
      if (!isSmaller || room - foldWidth < width / 3) break
      folds[index] = true
      room -= foldWidth
    }
  }
  return folds
}

/** Whether folding would change anything. */
export const canFold = (scale: TimeScaleOptions): boolean =>
  createTimeScale({ ...scale, fold: true }).pieces.some(({ isFolded }) => isFolded)
