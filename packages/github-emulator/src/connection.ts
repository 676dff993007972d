/** Connections with cursors that name a node, not an offset: what is added or moved meanwhile shifts nothing. */
export interface ConnectionArgs {
  readonly first?: number | null
  readonly after?: string | null
}

export interface Connection<T> {
  readonly totalCount: number
  readonly nodes: (T | null)[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** A request that GitHub answers with an error of this type. */
export class RequestRefused extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/**
 * @param keyOf a sort key and a tie-breaker, both descending when `descending`
 */
export function connect<T>(
  items: readonly T[],
  { first, after }: ConnectionArgs,
  keyOf: (item: T, index: number) => readonly [string | number, number],
  descending = false,
): Connection<T> {
  const sign = descending ? -1 : 1
  const most = first ?? 0
  const cursor = after ? decode(after) : null
  // The first of what follows the cursor, kept in order: a page of fifty thousand is found without sorting them.
  const page: { readonly item: T; readonly key: Key }[] = []
  let following = 0
  for (let count = 0; count < items.length; count++) {
    // What lies in ascending order is looked through from the end that comes first.
    const index = descending ? items.length - 1 - count : count
    const item = items[index]!
    const key = keyOf(item, index)
    if (cursor && sign * compare(key, cursor) <= 0) continue
    following++
    let place = page.length
    while (place > 0 && sign * compare(page[place - 1]!.key, key) > 0) place--
    if (place === most) continue
    page.splice(place, 0, { item, key })
    if (page.length > most) page.pop()
  }
  return {
    totalCount: items.length,
    nodes: page.map(({ item }) => item),
    pageInfo: {
      hasNextPage: following > page.length,
      endCursor: page.length > 0 ? encode(page.at(-1)!.key) : null,
    },
  }
}

type Key = readonly [string | number, number]
const compare = (a: Key, b: Key) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1])
const encode = (key: Key) => Buffer.from(JSON.stringify(key)).toString('base64url')

function decode(cursor: string): Key {
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown
    if (Array.isArray(key) && key.length === 2) return key as unknown as Key
  } catch {
    // Refused below.
  }
  throw new RequestRefused('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`)
}
