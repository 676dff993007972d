/** Columns of which some rows are gone and others come: what has changed takes the place of what it was. */
type Side = Float64Array | Int32Array | Uint8Array

/** Some rows are gone, wherever they stood, and others come behind those that stay. */
export interface Replacing {
  /** How many stay. */
  readonly count: number
  /** Where each row stands now; -1 where it is gone. */
  placeOf(): Int32Array
  column<One extends Side>(before: One, come: One): One
  /** Of columns by name. */
  columns<All extends Readonly<Record<string, Side>>>(before: All, come: NoInfer<All>): All
  list<One>(before: readonly One[], come: readonly One[]): One[]
}

/** @param stays whether the row at an index does */
export function replacing(length: number, stays: (index: number) => boolean): Replacing {
  // Few are gone, so those that stay are copied many at once.
  const runs: { readonly from: number; readonly to: number }[] = []
  let count = 0
  for (let index = 0; index < length; index++) {
    if (!stays(index)) continue
    const from = index
    while (index < length && stays(index)) index++
    runs.push({ from, to: index })
    count += index - from
  }
  const column: Replacing['column'] = (before, come) => {
    const Kind = come.constructor as new (length: number) => typeof come
    const all = new Kind(count + come.length)
    let at = 0
    for (const { from, to } of runs) {
      all.set(before.subarray(from, to), at)
      at += to - from
    }
    all.set(come, count)
    return all
  }
  return {
    count,
    placeOf() {
      const places = new Int32Array(length).fill(-1)
      let at = 0
      for (const { from, to } of runs) for (let index = from; index < to; index++) places[index] = at++
      return places
    },
    column,
    columns: (before, come) =>
      Object.fromEntries(
        Object.keys(before).map((name) => [name, column(before[name]!, come[name]!)]),
      ) as typeof before,
    list(before, come) {
      const all: (typeof before)[number][] = []
      for (const { from, to } of runs) for (let index = from; index < to; index++) all.push(before[index]!)
      for (const one of come) all.push(one)
      return all
    },
  }
}
