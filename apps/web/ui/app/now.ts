/** The time, a minute at a time: enough for what is said to be so long ago. */
import { useSyncExternalStore } from 'react'

const minuteMs = 60_000

const subscribe = (tell: () => void) => {
  const timer = setInterval(tell, minuteMs / 4)
  return () => clearInterval(timer)
}

/** Unix seconds, whole minutes. */
export const useNow = (): number =>
  useSyncExternalStore(subscribe, () => (Math.floor(Date.now() / minuteMs) * minuteMs) / 1_000)
