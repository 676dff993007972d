/** What was asked of the server: not there yet, not to be had, or there; and said to be of before where it is. */
import type { ReactNode } from 'react'
import { isRefusal } from '../api/client.ts'
import { ErrorPanel, Loading, Notice } from './conditions.tsx'

/** As a query gives it. */
export interface Asking<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
  /** What is there answers what was asked before. */
  readonly isPlaceholderData?: boolean
}

export interface AskedProps<T> {
  readonly asked: Asking<T>
  /** Of about the height of what comes. */
  readonly lines?: number
  /** It stands for the whole page. */
  readonly isPage?: boolean
  /** Whether it is of now, something else says. */
  readonly isFollowed?: boolean
  readonly children: (data: T) => ReactNode
}

export function Asked<T>({ asked, lines = 6, isPage = false, isFollowed = false, children }: AskedProps<T>) {
  const { data, error, refetch, isPlaceholderData = false } = asked
  const again = () => void refetch()
  if (error !== null && (data === undefined || isRefusal(error)))
    return <ErrorPanel isPage={isPage} error={error} onRetry={again} />
  if (data === undefined) return <Loading lines={lines} />
  return (
    <>
      {error !== null && !isFollowed && (
        <Notice>
          This is as it was before. {error.message}{' '}
          <button type="button" className="link-button" onClick={again}>
            Try again
          </button>
        </Notice>
      )}
      <div data-stale={isPlaceholderData}>{children(data)}</div>
    </>
  )
}
