/** The machine's clock that nobody sets: the same for all its processes, from its start. Tells how long, never when. */
export const steadyMs = (): number => Number(process.hrtime.bigint() / 1_000_000n)
