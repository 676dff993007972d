/** Connections with cursors that name a node, not an offset: what is added or moved meanwhile shifts nothing. */
export interface ConnectionArgs {
  readonly first?: number | null
  readonly after?: string | null
  /** Counted from the end, in the order of the others. */
  readonly last?: number | null
  readonly before?: string | null
}

export interface Connection<T> {
  readonly totalCount: number
  readonly nodes: (T | null)[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly endCursor: string | null
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
  }
}

/** A request that GitHub answers with an error of this type. */
export class RequestRefused extends Error {
  readonly type: string
  /** Set when it is for want of single sign-on: GitHub says so beside the words. */
  readonly isSamlFailure: boolean
  constructor(type: string, message: string, isSamlFailure = false) {
    super(message)
    this.type = type
    this.isSamlFailure = isSamlFailure
  }
}

/**
 * @param keyOf a sort key and a tie-breaker, both descending when `descending`
 */
export function connect<T>(
  items: readonly T[],
  { first, after, last, before }: ConnectionArgs,
  keyOf: (item: T, index: number) => Key,
  descending = false,
): Connection<T> {
  const isFromEnd = typeof last === 'number'
  const { page, isMore } = nextOf(items, {
    cursor: isFromEnd ? before : after,
    most: last ?? first ?? 0,
    keyOf,
    descending: descending !== isFromEnd,
  })
  const keys = isFromEnd ? page.reverse() : page
  return {
    totalCount: items.length,
    nodes: keys.map(({ item }) => item),
    pageInfo: {
      // What a cursor names lies on its other side.
      hasNextPage: isFromEnd ? Boolean(before) : isMore,
      endCursor: keys.length > 0 ? encode(keys.at(-1)!.key) : null,
      hasPreviousPage: isFromEnd ? isMore : Boolean(after),
      startCursor: keys.length > 0 ? encode(keys[0]!.key) : null,
    },
  }
}

/** The first of what follows the cursor, kept in order: a page of fifty thousand is found without sorting them. */
function nextOf<T>(
  items: readonly T[],
  {
    cursor: given,
    most,
    keyOf,
    descending,
  }: {
    readonly cursor: string | null | undefined
    readonly most: number
    readonly keyOf: (item: T, index: number) => Key
    readonly descending: boolean
  },
): { readonly page: { readonly item: T; readonly key: Key }[]; readonly isMore: boolean } {
  const sign = descending ? -1 : 1
  const cursor = given ? keyOfCursor(given) : null
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
  return { page, isMore: following > page.length }
}

type Key = readonly [string | number, number]
const compare = (a: Key, b: Key) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1])
const encode = (key: Key) => Buffer.from(JSON.stringify(key)).toString('base64url')

/** @throws RequestRefused when it is none of ours */
export function keyOfCursor(cursor: string): Key {
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown
    if (Array.isArray(key) && key.length === 2) return key as unknown as Key
  } catch {
    // Refused below.
  }
  throw new RequestRefused('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`)
}
