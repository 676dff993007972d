/** Shares as lengths that add up to the whole, to the pixel. */

export interface Length<Key> {
  readonly key: Key
  readonly from: number
  readonly to: number
}

/** Null counts as nothing. */
export function stack<Key>(
  parts: readonly { readonly key: Key; readonly share: number | null }[],
  whole: number,
): Length<Key>[] {
  let at = 0
  return parts.map(({ key, share }) => {
    const from = at
    at += (share ?? 0) * whole
    return { key, from, to: at }
  })
}
