/** For who hears the page: one line, every five seconds at most. */
import { useEffect, useRef, useState } from 'react'
import type { RunStatus } from '../api/types.ts'
import { formatCount } from '../format/number.ts'
import type { RunProgress } from './fold-events.ts'
import { statusLabels } from './run-words.ts'

const everyMs = 5_000

export function SpokenProgress({ progress, status }: { progress: RunProgress; status: RunStatus }) {
  const [line, setLine] = useState('')
  const latest = useRef('')
  latest.current = lineOf(progress, status)
  useEffect(() => {
    const timer = setInterval(() => setLine(latest.current), everyMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <p className="hidden" aria-live="polite">
      {line}
    </p>
  )
}

function lineOf({ items }: RunProgress, status: RunStatus): string {
  const read = [...items.values()].filter(({ verb }) => verb === 'read')
  const count = read.reduce((sum, { current }) => sum + current, 0)
  const total = read.every((one) => one.total !== null)
    ? read.reduce((sum, one) => sum + (one.total ?? 0), 0)
    : null
  return `${statusLabels[status]}: ${formatCount(count)}${total === null ? '' : ` of ${formatCount(total)}`} pull requests read`
}
