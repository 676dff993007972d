/** Columns of which some rows are gone and others come: what has changed takes the place of what it was. */
type Side = Float64Array | Int32Array | Uint8Array

/** Some rows are gone, wherever they stood, and others come behind those that stay. */
export interface Replacing {
  /** Where those that stay stood. */
  readonly stay: Int32Array
  column<One extends Side>(before: One, come: One): One
  /** Of columns by name. */
  columns<All extends Readonly<Record<string, Side>>>(before: All, come: All): All
  list<One>(before: readonly One[], come: readonly One[]): One[]
}

/** @param stays whether the row at an index does */
export function replacing(length: number, stays: (index: number) => boolean): Replacing {
  const indices = new Int32Array(length)
  let count = 0
  for (let index = 0; index < length; index++) if (stays(index)) indices[count++] = index
  const stay = indices.subarray(0, count)
  const column: Replacing['column'] = (before, come) => {
    const Kind = come.constructor as new (length: number) => typeof come
    const all = new Kind(count + come.length)
    for (let at = 0; at < count; at++) all[at] = before[stay[at]!]!
    all.set(come, count)
    return all
  }
  return {
    stay,
    column,
    columns: (before, come) =>
      Object.fromEntries(
        Object.keys(before).map((name) => [name, column(before[name]!, come[name]!)]),
      ) as typeof before,
    list: (before, come) => [...Array.from(stay, (index) => before[index]!), ...come],
  }
}
