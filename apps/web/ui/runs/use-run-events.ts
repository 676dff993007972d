/**
 * Follows a run by server-sent events. The browser comes back by itself after a lost connection, with the number of
 * the last event; where it gives up, since a server that starts may answer anything, it is begun anew after that event.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { addressOf } from '../api/client.ts'
import { runEventsPath } from '../api/queries.ts'
import type { RunEvent } from '../api/types.ts'
import { foldEvents, noEvents, type RunProgress } from './fold-events.ts'

export type Connection = 'opening' | 'live' | 'lost' | 'ended'

const flushMs = 120
const againMs = 1_500

export interface RunEvents {
  readonly progress: RunProgress
  readonly connection: Connection
  /** When it ended, by the browser's clock in milliseconds; null before. */
  readonly endedAtMs: number | null
  /** Follows on after the last event, once what had ended goes on. */
  readonly goOn: () => void
}

/** @param run the same for as long as whoever asks is drawn */
export function useRunEvents(run: string): RunEvents {
  const [progress, setProgress] = useState(noEvents)
  const [connection, setConnection] = useState<Connection>('opening')
  const [endedAtMs, setEndedAtMs] = useState<number | null>(null)
  const [round, setRound] = useState(0)
  const seen = useRef(0)
  seen.current = progress.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round follows anew.
  useEffect(
    () =>
      follow(run, {
        after: seen.current,
        onEvents: (events) => setProgress((before) => foldEvents(before, events)),
        onConnection(now) {
          setConnection(now)
          setEndedAtMs(now === 'ended' ? Date.now() : null)
        },
      }),
    [run, round],
  )
  const goOn = useCallback(() => {
    setConnection('opening')
    setEndedAtMs(null)
    setRound((before) => before + 1)
  }, [])
  return { progress, connection, endedAtMs, goOn }
}

interface FollowOptions {
  /** The number of the last event that is known. */
  readonly after: number
  readonly onEvents: (events: readonly RunEvent[]) => void
  readonly onConnection: (connection: Connection) => void
}

/** @returns what ends it */
function follow(run: string, { after: known, onEvents, onConnection }: FollowOptions): () => void {
  let source: EventSource | null = null
  let after = known
  let isLeft = false
  let waiting: RunEvent[] = []
  let flush: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const deliver = () => {
    flush = undefined
    onEvents(waiting)
    waiting = []
  }
  const end = () => {
    source?.close()
    source = null
    clearTimeout(again)
  }
  const open = () => {
    source = new EventSource(addressOf(runEventsPath(run), { after }))
    source.onopen = () => onConnection('live')
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data as string) as RunEvent
      after = event.seq
      waiting.push(event)
      // A page that is drawn for each of a hundred events a second does nothing else.
      flush ??= setTimeout(deliver, flushMs)
    }
    source.addEventListener('end', () => {
      end()
      onConnection('ended')
    })
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return onConnection('lost')
      end()
      void whyClosed(run).then((isOver) => {
        if (isLeft) return
        if (isOver) return onConnection('ended')
        onConnection('lost')
        again = setTimeout(open, againMs)
      })
    }
  }
  open()
  return () => {
    isLeft = true
    end()
    clearTimeout(flush)
  }
}

/** A run that is over, and of which there is nothing more, is answered without content: the browser calls it an error. */
async function whyClosed(run: string): Promise<boolean> {
  try {
    const response = await fetch(addressOf(`/runs/${encodeURIComponent(run)}`))
    if (response.status === 404) return true
    const { finishedAt } = (await response.json()) as { finishedAt: number | null }
    return response.ok && finishedAt !== null
  } catch {
    return false
  }
}
