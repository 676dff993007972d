/** For who hears the page: one line, every five seconds at most. */
import { useEffect, useRef, useState } from 'react'
import { type Spoken, spokenLine } from './spoken-line.ts'

const everyMs = 5_000

export function SpokenProgress({ run, progress, status }: Spoken) {
  const [line, setLine] = useState('')
  const latest = useRef('')
  latest.current = spokenLine({ run, progress, status })
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
