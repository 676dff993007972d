/** What stands where there is nothing to show: it is being read, there is none, or why it could not be had. */
import type { ReactNode } from 'react'
import { ApiError } from '../api/client.ts'
import { usePageTitle } from '../format/page-title.ts'
import './conditions.css'

/** Of about the height of what comes, so that nothing jumps. */
export const Loading = ({ lines = 6 }: { lines?: number }) => (
  <div className="loading" role="status">
    <span className="hidden">Loading</span>
    {Array.from({ length: lines }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
      <span key={index} className="loading-line" />
    ))}
  </div>
)

export interface EmptyProps {
  readonly title: string
  /** It stands for the whole page, so that its title is the page's. */
  readonly isPage?: boolean
  readonly children?: ReactNode
}

export const Empty = ({ title, isPage = false, children }: EmptyProps) => (
  <div className="condition">
    {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children}
  </div>
)

export interface ErrorPanelProps {
  readonly error: unknown
  readonly onRetry?: () => void
  /** It stands for the whole page. */
  readonly isPage?: boolean
}

export function ErrorPanel({ error, onRetry, isPage = false }: ErrorPanelProps) {
  const code = error instanceof ApiError ? error.code : null
  usePageTitle(isPage ? 'Not shown' : null)
  return (
    <div className="condition condition-error" role="alert">
      {isPage ? <h1>This could not be shown</h1> : <h2>This could not be shown</h2>}
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p className="small muted">
        {code !== null && <code>{code}</code>}
        {onRetry && (
          <button type="button" className="link-button" onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  )
}

/** Something is missing from what is shown. */
export const Notice = ({
  children,
  tone = 'warn',
}: {
  children: ReactNode
  tone?: 'warn' | 'plain' | 'bad'
}) => (
  <div className={`notice notice-${tone}`} role="note">
    {children}
  </div>
)
