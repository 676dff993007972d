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
  const keyed = items.map((item, index) => ({ item, key: keyOf(item, index) }))
  const sign = descending ? -1 : 1
  keyed.sort((a, b) => sign * compare(a.key, b.key))
  const cursor = after ? decode(after) : null
  const start = cursor ? keyed.findIndex(({ key }) => sign * compare(key, cursor) > 0) : 0
  const rest = start < 0 ? [] : keyed.slice(start)
  const page = rest.slice(0, first ?? 0)
  return {
    totalCount: items.length,
    nodes: page.map(({ item }) => item),
    pageInfo: {
      hasNextPage: rest.length > page.length,
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
