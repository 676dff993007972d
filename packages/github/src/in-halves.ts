/** Asks for many at once, and in halves where that fails for one of them: in the end that one alone is left out. */
import type { GithubError } from './github-error.ts'
import { isAboutOne } from './page.ts'

/**
 * @param ask answers for each of a batch, in its order
 * @param failed what stands for the one that GitHub cannot answer for
 */
export async function inHalves<Wanted, Answer>(
  batch: readonly Wanted[],
  ask: (batch: readonly Wanted[]) => Promise<readonly Answer[]>,
  failed: (one: Wanted, error: GithubError) => Answer,
): Promise<readonly Answer[]> {
  if (batch.length === 0) return []
  try {
    return await ask(batch)
  } catch (error) {
    if (!isAboutOne(error)) throw error
    if (batch.length === 1) return [failed(batch[0]!, error)]
    const middle = Math.ceil(batch.length / 2)
    const halves = [batch.slice(0, middle), batch.slice(middle)]
    return (await Promise.all(halves.map((half) => inHalves(half, ask, failed)))).flat()
  }
}

/** In batches of at most so many. */
export const batchesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
