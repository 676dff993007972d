/** Where most of the time goes, in one sentence. */
import type { Figures } from '../api/types.ts'
import { formatPlural, formatShare } from '../format/number.ts'
import { stageKeys, stageStyles } from '../states/states.ts'

/** Null when no time was spent. */
export function largestShareWords({ shares, merged }: Pick<Figures, 'shares' | 'merged'>): string | null {
  const known = stageKeys.flatMap((key) => (shares[key] === null ? [] : [{ key, share: shares[key] }]))
  const [first, second] = known.sort((a, b) => b.share - a.share)
  if (!first) return null
  const rest =
    second && second.share > 0
      ? `, then ${stageStyles[second.key].label} with ${formatShare(second.share)}`
      : ''
  return `${formatShare(first.share)} of the time of ${formatPlural(merged, 'merged pull request')} went into ${stageStyles[first.key].label} (${stageStyles[first.key].meaning})${rest}.`
}
