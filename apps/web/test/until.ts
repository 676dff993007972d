/** Looks again and again until there is something. */
export async function until<T>(look: () => T): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const found = await look()
    if (found) return found as NonNullable<Awaited<T>>
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
