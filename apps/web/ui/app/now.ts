/** The time, a step at a time: a minute is enough for what is said to be days ago. */
import { useSyncExternalStore } from 'react'

const subscribeEvery = (stepMs: number) => (tell: () => void) => {
  const timer = setInterval(tell, stepMs / 4)
  return () => clearInterval(timer)
}
const subscribeMinutes = subscribeEvery(60_000)
const subscribeSeconds = subscribeEvery(2_000)

/** Unix seconds, whole minutes. */
export const useNow = (): number =>
  useSyncExternalStore(subscribeMinutes, () => Math.floor(Date.now() / 60_000) * 60)

/** Unix seconds, for what goes on just now. */
export const useSeconds = (): number =>
  useSyncExternalStore(subscribeSeconds, () => Math.floor(Date.now() / 1_000))
