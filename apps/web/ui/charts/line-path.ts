/** A line through points; where one is missing it is interrupted, since a gap is no zero. */

export interface Point {
  readonly x: number
  readonly y: number | null
}

export function linePath(points: readonly Point[]): string {
  let isDown = false
  return points
    .map(({ x, y }) => {
      if (y === null) {
        isDown = false
        return ''
      }
      const command = `${isDown ? 'L' : 'M'}${round(x)} ${round(y)}`
      isDown = true
      return command
    })
    .join('')
}

/** Points with nothing beside them: a line shows none of them. */
export const lonelyPoints = (points: readonly Point[]): { x: number; y: number }[] =>
  points.flatMap(({ x, y }, index) =>
    y !== null && (points[index - 1]?.y ?? null) === null && (points[index + 1]?.y ?? null) === null
      ? [{ x, y }]
      : [],
  )

/** Moved apart as far as they must be to be read one below the other, from above. */
export function spread<Label extends { readonly y: number }>(
  labels: readonly Label[],
  space: number,
): Label[] {
  let least = Number.NEGATIVE_INFINITY
  return [...labels]
    .sort((a, b) => a.y - b.y)
    .map((label) => {
      const y = Math.max(label.y, least)
      least = y + space
      return { ...label, y }
    })
}

const round = (value: number) => Math.round(value * 10) / 10
