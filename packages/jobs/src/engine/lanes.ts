/** Works through items, a few at a time. After a failure no further one is begun; it is thrown when all in flight have ended. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  concurrency = 4,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  const errors: unknown[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length && errors.length === 0) {
      const index = next++
      try {
        results[index] = await work(items[index]!)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane))
  if (errors.length > 0) throw errors[0]
  return results
}
