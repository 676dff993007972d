/** Which word was meant, of those that there are: for whoever mistypes or shortens one. */

/** Null where none is near, or several are as near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const begun = word.length < 2 ? [] : known.filter((one) => one.startsWith(word))
  if (begun.length === 1) return begun[0]!
  const most = Math.max(1, Math.floor(word.length / 3))
  const near = known
    .map((one) => ({ one, distance: distanceBetween(word, one) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
  return near[0] !== undefined && near[0].distance !== near[1]?.distance ? near[0].one : null
}

/** How many letters are put in, left out, replaced, or changed with their neighbour. */
function distanceBetween(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let at = 1; at <= from.length; at++) {
    const next = [at]
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[at - 1] === to[column - 1]
      const isSwapped = at > 1 && from[at - 1] === to[column - 2] && from[at - 2] === to[column - 1]
      next[column] = Math.min(
        row[column]! + 1,
        next[column - 1]! + 1,
        row[column - 1]! + (isSame ? 0 : 1),
        isSwapped && column > 1 ? before[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = row
    row = next
  }
  return row[to.length]!
}
