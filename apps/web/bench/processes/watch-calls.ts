/** Measures every call that this thread makes to SQLite: while one waits for a lock or reads, nobody is served. */
type Call = (this: { readonly source: string }, ...values: unknown[]) => unknown

export interface Calls {
  readonly longestCallMs: number
  readonly longestCallSql: string
}

/** @param statement any: all of them have the methods that are wrapped here */
export function watchCalls(statement: object) {
  const none: Calls = { longestCallMs: 0, longestCallSql: '' }
  let longest = none
  const prototype = Object.getPrototypeOf(statement) as Record<string, Call>
  for (const method of ['run', 'get', 'all']) {
    const call = prototype[method]!
    prototype[method] = function (...values) {
      const started = performance.now()
      try {
        return call.apply(this, values)
      } finally {
        const ms = performance.now() - started
        if (ms > longest.longestCallMs) longest = { longestCallMs: ms, longestCallSql: this.source }
      }
    }
  }
  return {
    reset: () => {
      longest = none
    },
    longest: () => longest,
  }
}
