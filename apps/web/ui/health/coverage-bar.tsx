/** Of a repository, what was read whole, what was not, and what is missing. */
import type { RepositoryHealth } from '../api/types.ts'
import { stack } from '../charts/shares.ts'
import { formatCount } from '../format/number.ts'

const width = 140

export function CoverageBar({ health: { stored, incomplete, unread } }: { health: RepositoryHealth }) {
  const all = stored + unread
  if (all === 0) return '–'
  const whole = stored - incomplete
  const lengths = stack(
    [
      { key: 'whole', share: whole / all },
      { key: 'incomplete', share: incomplete / all },
      { key: 'missing', share: unread / all },
    ],
    width,
  )
  return (
    <svg
      width={width}
      height="10"
      role="img"
      aria-label={`${formatCount(whole)} read whole, ${formatCount(incomplete)} not whole, ${formatCount(unread)} missing`}
    >
      {lengths.map(({ key, from, to }) => (
        <rect
          key={key}
          className={`coverage-${key}`}
          x={from}
          width={Math.max(to - from, to > from ? 2 : 0)}
          height="10"
        />
      ))}
    </svg>
  )
}
